//! How a use case ends when it does not do what it was asked for.

use bonafide_domain::{
    erasure::Merged,
    follow_up::Unconfirmed,
    id::UserId,
    identity::{MergeRefused, QuestionOver, UndoRefused},
    key::KeyRefused,
    mark::EmailMark,
    place::PlaceRefused,
    post::PostRefused,
    routing::{DraftRefused, HoursRefused},
    session::SessionRefused,
    text::TextRefused,
    ticket::NeverReopens,
    token::Reason,
};
use bonafide_store::StoreError;

use super::email_policy::Preview;

/// Why something was not done. It commits: what was written about the refusal stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no such session, or the secret is not its own. The two are not told apart.
    NoSession,
    /// The session does not let its holder act.
    Session(SessionRefused),
    /// The message may not be written.
    Post(PostRefused),
    /// It goes to no conversation (MRG-9).
    Place(PlaceRefused),
    /// The login was not accepted.
    Login(Reason),
    /// A login id of this device was used for a session that has ended since.
    LoginIdUsed,
    /// The device is still signed in: it has to log out before somebody else can write on it.
    StillSignedIn,
    /// There is no such channel.
    NoChannel,
    /// There is no such thing in this account.
    NotFound,
    /// The signing key may not be made.
    Key(KeyRefused),
    /// A text is outside its limits: which one, and how.
    Text(&'static str, TextRefused),
    /// A value is outside its limits: what to do about it.
    Invalid(&'static str),
    /// The agent is not signed in any more.
    NotSignedIn,
    /// The program's key was deleted.
    NoProgram,
    /// The address and the password do not belong together.
    SignIn,
    /// Only an administrator may do this (KEY-1).
    NotAdministrator,
    /// The administrator may not change secret fields (OMN-1).
    SecretsNotPermitted,
    /// Another agent has the address.
    AddressTaken,
    /// The two users may not be merged.
    Merge(MergeRefused),
    /// The merge may not be undone.
    Undo(UndoRefused),
    /// A user holds the address (EML-4).
    AddressHeld(UserId),
    /// The address is the user's own, verified, and was claimed by this user while they were away (EML-5).
    AddressClaimed(UserId),
    /// A token gave the address, and agents do not take it away (EML-4).
    AddressFromToken,
    /// The user was merged into another, who was not shown to whoever asks for an erasure (MRG-5).
    UserMerged,
    /// What was confirmed would change something else by now (EML-6).
    PreviewOutdated(Box<Preview>),
    /// This asks for a confirmation (EML-1).
    Unconfirmed,
    /// The address is not verified as the user's, and whoever writes to it has not confirmed that (EML-11).
    AddressNotVerified(EmailMark),
    /// The installation sends no mail.
    MailOff,
    /// The ticket is closed, and stays as it is (TKT-1).
    TicketClosed,
    /// The one-time link is unknown, used, or too old.
    LinkSpent,
    /// The link to a signing key is unknown, opened, revoked, too old, or the key is deleted (KEY-9).
    KeyLinkSpent,
    /// The person is signed in, and is not asked to sign in (SEE-10).
    SignedIn,
    /// The session is not asked anything, or no more (MRG-11).
    QuestionOver,
    /// The authentication setting is attached to a channel (OMN-18).
    SettingInUse,
    /// The account has its first administrator already.
    AlreadySetUp,
    /// Something else of the kind has the name.
    NameTaken,
    /// A workstream names the queue, or tickets wait in it.
    QueueInUse,
    /// The workstream cannot be as it is written (ROU-1).
    Draft(DraftRefused),
    /// The opening hours cannot be as they are written (ROU-8).
    Hours(HoursRefused),
}

/// Why a use case stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It was refused, which commits.
    Refused(Refused),
    /// The store failed, which undoes everything.
    Store(StoreError),
}

/// What the steps of a use case give.
pub type Step<T> = Result<T, Stop>;

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
impl From<SessionRefused> for Stop {
    fn from(refused: SessionRefused) -> Self {
        Refused::Session(refused).into()
    }
}
impl From<PostRefused> for Stop {
    fn from(refused: PostRefused) -> Self {
        Refused::Post(refused).into()
    }
}
impl From<NeverReopens> for Stop {
    fn from(NeverReopens: NeverReopens) -> Self {
        Refused::TicketClosed.into()
    }
}
impl From<QuestionOver> for Stop {
    fn from(QuestionOver: QuestionOver) -> Self {
        Refused::QuestionOver.into()
    }
}
impl From<Merged> for Stop {
    fn from(_: Merged) -> Self {
        Refused::UserMerged.into()
    }
}
impl From<Unconfirmed> for Stop {
    fn from(Unconfirmed { mark }: Unconfirmed) -> Self {
        Refused::AddressNotVerified(mark).into()
    }
}
impl From<KeyRefused> for Stop {
    fn from(refused: KeyRefused) -> Self {
        Refused::Key(refused).into()
    }
}
