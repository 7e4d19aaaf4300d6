//! Who someone is, and what becomes of what they wrote before we knew.

mod address;
mod apart;
mod bars;
mod claim;
mod join;
mod merge;
mod policy_change;
mod question;
mod resolve;
mod undo;

pub use address::{
    Address, Attached, AttachedBy, Brought, EmailPolicy, ExternalIds, Holder, Standing, Verification,
};
pub use apart::{Apart, Conversations, Joining, Kind};
pub use bars::Bars;
pub use claim::{Becomes, Claim, Giver, Held, claim};
pub use join::{Anonymous, AtLogin, Before, Join, JoinPolicy, Joinable, join};
pub use merge::{Authority, MergePlan, MergeRefused, Side, merge};
pub use policy_change::{Fate, HeldIdentity, PolicyPreview, PolicySummary, policy_change};
pub use question::{Answer, Answered, Question, QuestionOver, Since, answer};
pub use resolve::{EmailConflict, Resolution, Who, resolve};
pub use undo::{
    Beside, Edge, Seam, Survivor, TicketKept, TicketPart, TicketSeam, UndoPlan, UndoRefused, Whose, Written,
    undo, undo_beside,
};
