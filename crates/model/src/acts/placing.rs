//! Which of their conversations a message of a user goes to (MRG-9).

use bonafide_domain::{
    place::{self, Place, PlaceRefused, Wanted, Writer},
    session::Actor,
};

use crate::{Kept, To, world::Draft};

/// Decides where what was typed goes.
pub(super) fn place(kept: &Kept, actor: &Actor, draft: &Draft) -> Result<Place, PlaceRefused> {
    let theirs = kept.conversations_of(actor.user());
    let wanted = match draft.to {
        To::Latest => Wanted::Latest,
        To::Conversation(id) => named(kept.find_theirs(id, actor.user())),
        To::BegunBy(first) if first == draft.client_id => Wanted::New,
        To::BegunBy(first) => named(begun_by(kept, actor, first)),
    };
    let writer = Writer {
        latest: theirs.first().copied(),
        conversations: theirs.len(),
        signed_in: actor.proof().is_some(),
        multiple: kept.multiple,
    };
    place::place(wanted, &writer)
}

fn named(found: Option<bonafide_domain::id::ConversationId>) -> Wanted {
    found.map_or(Wanted::NotTheirs, Wanted::Theirs)
}

/// The conversation in which the device's message with this client id is found, if it is theirs.
fn begun_by(kept: &Kept, actor: &Actor, first: u32) -> Option<bonafide_domain::id::ConversationId> {
    let device = |session| kept.sessions[session].session.device;
    let same = |message: &&crate::Message| {
        let written = message.written.filter(|_| !message.deleted);
        written.is_some_and(|it| it.client_id == first && device(it.session) == actor.device())
    };
    let first = kept.messages.rows().find(same)?;
    kept.find_theirs(first.conversation, actor.user())
}
