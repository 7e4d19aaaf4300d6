//! Why something was not done: the refusals of the use cases that can happen in these worlds.

use bonafide_domain::{
    erasure::Merged,
    id::UserId,
    identity::{MergeRefused, QuestionOver, UndoRefused},
    place::PlaceRefused,
    post::PostRefused,
    session::SessionRefused,
    ticket::NeverReopens,
    token::Reason,
};

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The browser has no session, or nothing that waits: nothing was asked of the server.
    Nothing,
    /// The session does not let its holder act.
    Session(SessionRefused),
    /// The message may not be written.
    Post(PostRefused),
    /// It goes to no conversation (MRG-9).
    Place(PlaceRefused),
    /// The session is not asked anything, or no more (MRG-11).
    QuestionOver,
    /// The login was not accepted.
    Login(Reason),
    /// The device is still signed in.
    StillSignedIn,
    /// There is no such thing.
    NotFound,
    /// A user holds the address (EML-4).
    AddressHeld(UserId),
    /// The address is the user's own, verified, and this user claimed it (EML-5).
    AddressClaimed(UserId),
    /// A token gave the address (EML-4).
    AddressFromToken,
    /// The ticket is closed (TKT-1).
    TicketClosed,
    /// The two users may not be merged.
    Merge(MergeRefused),
    /// The merge may not be undone.
    Undo(UndoRefused),
    /// The user was merged into another, and is not erased (MRG-5).
    UserMerged,
}

impl From<SessionRefused> for Refused {
    fn from(refused: SessionRefused) -> Self {
        Self::Session(refused)
    }
}
impl From<PostRefused> for Refused {
    fn from(refused: PostRefused) -> Self {
        Self::Post(refused)
    }
}
impl From<PlaceRefused> for Refused {
    fn from(refused: PlaceRefused) -> Self {
        Self::Place(refused)
    }
}
impl From<QuestionOver> for Refused {
    fn from(QuestionOver: QuestionOver) -> Self {
        Self::QuestionOver
    }
}
impl From<NeverReopens> for Refused {
    fn from(NeverReopens: NeverReopens) -> Self {
        Self::TicketClosed
    }
}
impl From<MergeRefused> for Refused {
    fn from(refused: MergeRefused) -> Self {
        Self::Merge(refused)
    }
}
impl From<UndoRefused> for Refused {
    fn from(refused: UndoRefused) -> Self {
        Self::Undo(refused)
    }
}
impl From<Merged> for Refused {
    fn from(Merged: Merged) -> Self {
        Self::UserMerged
    }
}
