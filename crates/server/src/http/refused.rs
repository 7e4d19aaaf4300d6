//! What is answered when a use case does not do what it was asked for.

use bonafide_domain::{
    identity::{MergeRefused, UndoRefused},
    key::{KeyRefused, LiveKey},
    place::PlaceRefused,
    post::PostRefused,
    session::SessionRefused,
};

use super::{ApiError, ErrorCode};
use crate::use_cases::{Refused, Stop};

impl From<Stop> for ApiError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refused) => refused.into(),
            Stop::Store(error) => error.into(),
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Login(reason) => Self::invalid_auth(reason),
            Refused::Session(refused) => session(refused).into(),
            Refused::Post(refused) => post(refused),
            Refused::Place(refused) => place(refused),
            Refused::Key(refused) => key(&refused),
            Refused::Merge(refused) => merge(refused),
            Refused::Undo(refused) => undo(refused),
            Refused::Text(what, refused) => {
                Self::new(ErrorCode::BadRequest).saying(format!("`{what}` is refused: {refused}."))
            }
            Refused::Invalid(what) => Self::new(ErrorCode::BadRequest).saying(what),
            Refused::NoSession => ErrorCode::SessionUnknown.into(),
            Refused::LoginIdUsed => ErrorCode::LoginIdUsed.into(),
            Refused::StillSignedIn => ErrorCode::StillSignedIn.into(),
            Refused::NoChannel => ErrorCode::ChannelNotFound.into(),
            Refused::NotFound => ErrorCode::NotFound.into(),
            Refused::NotSignedIn => ErrorCode::SignInRequired.into(),
            Refused::NoProgram => ErrorCode::KeyRequired.into(),
            Refused::SignIn => ErrorCode::SignInRefused.into(),
            Refused::NotAdministrator => ErrorCode::AdministratorRequired.into(),
            Refused::SecretsNotPermitted => ErrorCode::SecretsNotPermitted.into(),
            Refused::AddressTaken => ErrorCode::AddressTaken.into(),
            Refused::AddressHeld(holder) => ApiError::address_held(holder),
            Refused::AddressClaimed(claimer) => ApiError::address_claimed(claimer),
            Refused::UserMerged => ErrorCode::UserMerged.into(),
            Refused::AddressFromToken => ErrorCode::AddressFromToken.into(),
            Refused::PreviewOutdated(preview) => ApiError::preview_outdated(*preview),
            Refused::Unconfirmed => ErrorCode::ConfirmationRequired.into(),
            Refused::AddressNotVerified(mark) => ApiError::address_not_verified(mark),
            Refused::MailOff => ErrorCode::MailOff.into(),
            Refused::TicketClosed => ErrorCode::TicketClosed.into(),
            Refused::LinkSpent => ErrorCode::LinkSpent.into(),
            Refused::KeyLinkSpent => ErrorCode::KeyLinkSpent.into(),
            Refused::SignedIn => ErrorCode::AlreadySignedIn.into(),
            Refused::QuestionOver => ErrorCode::QuestionOver.into(),
            Refused::SettingInUse => ErrorCode::SettingInUse.into(),
            Refused::AlreadySetUp => ErrorCode::AlreadySetUp.into(),
            Refused::NameTaken => ErrorCode::NameTaken.into(),
            Refused::QueueInUse => ErrorCode::QueueInUse.into(),
            Refused::Draft(refused) => {
                Self::new(ErrorCode::BadRequest).saying(format!("The workstream is refused: {refused}."))
            }
            Refused::Hours(refused) => {
                Self::new(ErrorCode::BadRequest).saying(format!("`hours` is refused: {refused}."))
            }
        }
    }
}

/// The code for a session that does not let its holder act: of an answer, or why a socket closes.
pub fn session(refused: SessionRefused) -> ErrorCode {
    match refused {
        SessionRefused::Banned => ErrorCode::UserBanned,
        SessionRefused::Replaced => ErrorCode::SessionReplaced,
        SessionRefused::Ended => ErrorCode::SessionEnded,
        SessionRefused::Expired => ErrorCode::SessionExpired,
    }
}

fn post(refused: PostRefused) -> ApiError {
    match refused {
        PostRefused::WrongUser => ErrorCode::WrongUser.into(),
        PostRefused::LoginRequired => ErrorCode::LoginRequired.into(),
        PostRefused::Full { limit } => ApiError::new(ErrorCode::ConversationFull)
            .saying(format!("The conversation holds {limit} messages, and nothing more fits into it.")),
    }
}

fn place(refused: PlaceRefused) -> ApiError {
    match refused {
        PlaceRefused::NotTheirs => ErrorCode::NotFound.into(),
        PlaceRefused::TooMany { limit } => ApiError::new(ErrorCode::TooManyConversations).saying(format!(
            "There are {limit} conversations, which are as many as one may begin: go on in one of them."
        )),
    }
}

/// Why two users are not merged: of an answer, and in a preview.
pub fn merge(refused: MergeRefused) -> ApiError {
    match refused {
        MergeRefused::AlreadyOne => ErrorCode::AlreadyOne.into(),
        MergeRefused::NeedsAdministrator => ErrorCode::MergeNeedsAdministrator.into(),
        MergeRefused::TooLong { messages, limit } => ApiError::new(ErrorCode::MergeTooLong).saying(format!(
            "Merging would take {messages} messages where {limit} may be: merge the other way round, if neither or both \
             have an external id."
        )),
    }
}

fn undo(refused: UndoRefused) -> ApiError {
    match refused {
        UndoRefused::Undone => ErrorCode::MergeUndone.into(),
        UndoRefused::NotNewest(newer) => ApiError::new(ErrorCode::NotNewestMerge).saying(format!(
            "A user's merges are undone newest first: undo {newer} before this one, if it is to be undone."
        )),
    }
}

/// KEY-3: the answer tells which keys were never or longest not used.
fn key(refused: &KeyRefused) -> ApiError {
    match refused {
        KeyRefused::NameTaken => ErrorCode::NameTaken.into(),
        KeyRefused::LimitReached { least_used_first } => {
            let names: Vec<_> = least_used_first.iter().map(told).collect();
            ApiError::new(ErrorCode::KeyLimitReached).saying(format!(
                "The account has all the keys of this kind that it may have: delete one that is no longer used. \
                 The least used first: {}.",
                names.join(", ")
            ))
        }
    }
}

fn told(key: &LiveKey) -> String {
    let used = if key.last_used.is_some() { "" } else { ", never used" };
    format!("“{}” ({}{used})", key.name, key.id.kid())
}
