//! The conversations of a user, as their own devices see them (MRG-9).

use bonafide_domain::{id::ConversationId, session::Actor};
use bonafide_store::{
    Tx, channels,
    conversations::{self, Conversation},
    messages::{self, Message, Visibility},
};

use super::{Refused, Step, placing};

/// A user's conversations, where they have several or may begin another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several {
    /// Whether another may be begun: the channel has `multiple conversations` on.
    pub may_begin: bool,
    /// Each with the last that everybody sees of it, the newest first.
    pub all: Vec<(Conversation, Option<Message>)>,
}

/// The conversation of this user that is wanted: one of theirs, or without the one last written to.
pub(super) fn find(
    tx: &mut Tx<'_>,
    actor: &Actor,
    wanted: Option<ConversationId>,
) -> Step<Option<Conversation>> {
    match wanted {
        None => Ok(conversations::find_of_user(tx, actor.user())?),
        Some(id) => Ok(Some(placing::find_theirs(tx, id, actor.user())?.ok_or(Refused::NotFound)?)),
    }
}

/// All of them, if the user has several or may begin another.
pub(super) fn several(tx: &mut Tx<'_>, actor: &Actor) -> Step<Option<Several>> {
    let theirs = conversations::of_user(tx, actor.user())?;
    let may_begin =
        channels::find(tx, actor.channel())?.is_some_and(|channel| channel.multiple_conversations);
    if theirs.len() < 2 && !may_begin {
        return Ok(None);
    }
    let mut all = Vec::new();
    for conversation in theirs {
        let last = messages::page(tx, conversation.id, Visibility::All, None, 1)?.pop();
        all.push((conversation, last));
    }
    // What agents alone see moves nothing to the top.
    all.sort_by_key(|(conversation, last)| (last.as_ref().map(|last| last.id), conversation.id));
    all.reverse();
    Ok(Some(Several { may_begin, all }))
}
