//! Who can do and see what in a world, asked of the rules.

use bonafide_domain::{
    id::MessageId,
    session::{self, Actor},
};

use crate::{KeptSession, Party, Truth, World};

/// A session that lets its holder act now.
pub(super) struct Admitted<'w> {
    pub kept: &'w KeptSession,
    pub actor: Actor,
    /// Who that is in truth.
    pub party: Party,
}

/// Everyone who may act now.
pub(super) fn admitted(world: &World) -> impl Iterator<Item = Admitted<'_>> {
    world.kept.sessions.rows().filter_map(|kept| {
        let actor = session::admit(&kept.session, &world.kept.around(kept), world.now).ok()?;
        Some(Admitted { kept, actor, party: world.truth.party(kept.session.id) })
    })
}

/// The messages that somebody who may act sees.
pub(super) fn sees(world: &World, actor: &Actor) -> Vec<MessageId> {
    match world.kept.conversation_of(actor.user()) {
        Some(conversation) => world.kept.messages_in(conversation).map(|(id, _)| id).collect(),
        None => Vec::new(),
    }
}

/// Whether somebody may read in truth what somebody wrote.
pub(super) fn may_read(truth: &Truth, reader: Party, writer: Party) -> bool {
    match (reader, writer) {
        (reader, writer) if reader == writer => true,
        (Party::Named(x), Party::Holder(session)) => truth.shared.contains(&(session, x)),
        (Party::Holder(_) | Party::Named(_), Party::Holder(_) | Party::Named(_)) => false,
    }
}
