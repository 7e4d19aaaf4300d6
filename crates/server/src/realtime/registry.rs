//! The sockets that are open on this node, by account.

use std::collections::HashMap;

use bonafide_domain::id::{AccountId, AgentSessionId, ConversationId, KeyId, SessionId};
use bonafide_store::Announcement;

use super::{
    account::Sockets,
    close::Close,
    member::Device,
    seat::{self, Inlet, Place},
};

/// All open sockets.
#[derive(Default)]
pub(super) struct Registry {
    accounts: HashMap<AccountId, Sockets>,
    last: u64,
}
