//! A session's conversation as a chat with a beginning and an end, which is how clients of another system see it.

use bonafide_domain::{
    id::{DeviceId, UserId},
    session::Actor,
    ticket::Standing,
};
use bonafide_store::{
    Tx,
    conversations::Conversation,
    tickets::{self, Ticket},
};

use super::{Step, admission, own_conversations};
use crate::secrets::SessionToken;

/// Who has a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// Their device.
    pub device: DeviceId,
    /// The user that the session was opened for.
    pub author: UserId,
    /// Whether they are signed in.
    pub is_signed_in: bool,
}

/// Where the chat of a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChat {
    /// Whose it is.
    pub visitor: Visitor,
    /// The conversation that they wrote to last; `None` until something was said.
    pub conversation: Option<Conversation>,
    /// Its newest ticket.
    pub ticket: Option<Ticket>,
}

impl Visitor {
    fn of(actor: &Actor) -> Self {
        Self { device: actor.device(), author: actor.author(), is_signed_in: actor.proof().is_some() }
    }
}

impl OwnChat {
    /// How its newest ticket stands.
    pub fn standing(&self) -> Option<Standing> {
        let ticket = self.ticket.as_ref()?;
        let assignee = ticket.assignee.as_ref().map(|agent| agent.id);
        Some(Standing { status: ticket.status, assignee })
    }
}

/// Who has this session.
pub fn visitor(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Visitor> {
    Ok(Visitor::of(&admission::admit(tx, token)?))
}

/// Where the chat of this session stands.
pub fn read(tx: &mut Tx<'_>, token: &SessionToken) -> Step<OwnChat> {
    let actor = admission::admit(tx, token)?;
    let conversation = own_conversations::find(tx, &actor, None)?;
    let ticket = match &conversation {
        Some(conversation) => tickets::of_conversation(tx, conversation.id)?.pop(),
        None => None,
    };
    Ok(OwnChat { visitor: Visitor::of(&actor), conversation, ticket })
}
