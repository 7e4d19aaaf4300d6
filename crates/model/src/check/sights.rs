//! Who can do and see what in a world, asked of the rules.

use std::collections::BTreeSet;

use bonafide_domain::{
    id::{MessageId, UserId},
    session::{self, Actor},
};

use crate::{Kept, KeptSession, Party, World};

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

/// Somebody of whom something is seen: by themselves, on a device, or by agents, who look at everyone.
pub(super) struct Viewed {
    /// Everyone who is that person in truth.
    pub family: BTreeSet<Party>,
    /// The messages that are seen.
    pub messages: BTreeSet<MessageId>,
}

/// Everyone of whom something is seen. Devices see what agents see of whom they act as; that is asked of each device, by
/// whom its session is in truth.
pub(super) fn viewed(world: &World) -> impl Iterator<Item = Viewed> {
    let truth = &world.truth;
    let by_agents = world.kept.roots().map(|user| (truth.party_of(user, &world.kept), user));
    let by_devices = admitted(world).map(|one| (one.party, one.actor.user()));
    by_agents
        .chain(by_devices)
        .map(|(party, user)| Viewed { family: truth.family(party), messages: found(&world.kept, user) })
}

/// The messages that are found with somebody.
pub(super) fn found(kept: &Kept, user: UserId) -> BTreeSet<MessageId> {
    let conversations = kept.conversations_of(user);
    let messages = conversations.into_iter().flat_map(|conversation| kept.messages_in(conversation));
    messages.map(|(id, _)| id).collect()
}
