//! What holds in every world, as sentences. Each is asked of every world that comes about.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, UserId},
    identity::Standing,
    ticket::Status,
};

use stateright::Property;

use super::{
    model::{Model, State},
    sights::{self, admitted, may_read},
};
use crate::{Identity, Party, World, kept};

/// Each sentence with what asks whether it holds: for the checker, and for whoever has a world.
macro_rules! sentences {
    ($($words:literal => $holds:ident,)*) => {
        const ALWAYS: &[(&str, fn(&World) -> bool)] = &[$(($words, $holds)),*];

        /// The sentences as the checker asks them.
        pub(super) fn properties() -> Vec<Property<Model>> {
            vec![$(Property::always($words, |_, state: &State| $holds(&state.world))),*]
        }
    };
}

sentences! {
    "an address has one holder" => one_holder_per_address,
    "a user has one address from tokens" => one_primary,
    "a verified address rests on a token of its holder that says so" => verified_by_a_token,
    "an external id has one holder, and a user one external id" => one_external_id,
    "an external id stays with its first holder" => external_ids_stay,
    "a session that is signed in acts as whom its token named" => acts_as_named,
    "a mark needs a session signed in as the one who typed and sent the words" => marks,
    "a mark rests on evidence about the author, the session and the device" => evidence,
    "words typed as one are never sent as another" => typed_and_sent,
    "nobody sees what somebody else wrote" => sees_nothing_of_others,
    "whoever wrote something still sees it" => sees_their_own,
    "a message is found in one conversation, its author's" => messages_are_found,
    "no message is lost or doubled" => messages_are_counted,
    "a session that was ended never acts again" => ended_never_acts,
    "a session acts until its token ends and no longer" => acts_until_its_end,
    "nobody banned acts, nor anybody anonymous where somebody banned was" => bans_hold,
    "nobody retired acts" => nobody_retired_acts,
    "a retired user leads to somebody who is not" => roots_are_roots,
    "a device has at most one session that was not ended" => one_session_per_device,
    "a conversation has at most one live ticket, its user's" => live_tickets,
    "a user has at most one conversation" => one_conversation,
}

/// The sentences that do not hold in a world.
pub fn broken(world: &World) -> Vec<&'static str> {
    ALWAYS.iter().filter(|(_, holds)| !holds(world)).map(|(name, _)| *name).collect()
}

fn all_different<T: Ord>(all: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    all.into_iter().all(|one| seen.insert(one))
}

fn one_holder_per_address(world: &World) -> bool {
    all_different(world.kept.identities.iter().map(|identity| identity.e))
}

fn one_primary(world: &World) -> bool {
    let kept = &world.kept;
    let from_tokens = kept.identities.iter().filter(|identity| identity.standing.is_a_tokens());
    all_different(from_tokens.map(|identity| kept.root(identity.user)))
}

fn verified_by_a_token(world: &World) -> bool {
    let kept = &world.kept;
    let verified = kept.identities.iter().filter(|identity| identity.standing == Standing::Verified);
    let rests = |identity: &Identity| {
        identity.evidence.is_some_and(|id| {
            let evidence = &kept.evidence[id];
            evidence.email == Some((identity.e, EmailVerified::Yes))
                && kept.root(evidence.user) == kept.root(identity.user)
                && kept.holder(evidence.x) == Some(kept.root(identity.user))
        })
    };
    verified.into_iter().all(rests)
}

fn one_external_id(world: &World) -> bool {
    let all = &world.kept.external_ids;
    all_different(all.iter().map(|(x, _)| *x)) && all_different(all.iter().map(|(_, user)| *user))
}

fn external_ids_stay(world: &World) -> bool {
    let first = &world.truth.first_holder;
    let held: BTreeMap<_, UserId> = world.kept.external_ids.iter().copied().collect();
    held == *first
}

fn acts_as_named(world: &World) -> bool {
    admitted(world).all(|one| match one.party {
        Party::Named(x) => one.actor.proof().is_some() && world.kept.holder(x) == Some(one.actor.user()),
        Party::Holder(_) => one.actor.proof().is_none(),
    })
}

fn marks(world: &World) -> bool {
    world.kept.messages.iter().all(|(id, message)| {
        let mark = message.written.and_then(|written| written.evidence);
        mark.is_none_or(|evidence| {
            let named = Party::Named(world.kept.evidence[evidence].x);
            world.truth.origins.get(&id).is_some_and(|origin| origin.typed == named && origin.sent == named)
        })
    })
}

fn evidence(world: &World) -> bool {
    let kept = &world.kept;
    kept.messages.rows().filter_map(|message| message.written).all(|written| {
        written.evidence.is_none_or(|id| {
            let evidence = &kept.evidence[id];
            let session = &kept.sessions[written.session].session;
            evidence.user == written.author
                && evidence.session == written.session
                && evidence.device == session.device
                && session.proof.is_some()
        })
    })
}

fn typed_and_sent(world: &World) -> bool {
    world.truth.origins.values().all(|origin| may_read(&world.truth, origin.sent, origin.typed))
}

fn sees_nothing_of_others(world: &World) -> bool {
    admitted(world).all(|one| {
        sights::sees(world, &one.actor).iter().all(|message| {
            let origin = world.truth.origins.get(message);
            origin.is_none_or(|origin| may_read(&world.truth, one.party, origin.sent))
        })
    })
}

fn sees_their_own(world: &World) -> bool {
    admitted(world).all(|one| {
        let sees = sights::sees(world, &one.actor);
        let mut origins = world.truth.origins.iter();
        origins.all(|(message, origin)| {
            !may_read(&world.truth, one.party, origin.sent) || sees.contains(message)
        })
    })
}

fn messages_are_found(world: &World) -> bool {
    let kept = &world.kept;
    kept.messages.rows().all(|message| {
        let root = kept.conversations[message.conversation].root;
        let found = &kept.conversations[root];
        let authors = message.written.is_none_or(|written| kept.root(written.author) == found.user);
        found.root == root && kept.root(found.user) == found.user && authors
    })
}

fn messages_are_counted(world: &World) -> bool {
    let kept = &world.kept;
    let roots = || kept.conversations.iter().filter(|(id, conversation)| conversation.root == *id);
    let counts = |id: ConversationId| i64::try_from(kept.messages_in(id).count()).unwrap_or(i64::MAX);
    let written = kept.messages.rows().filter(|message| message.written.is_some()).count();
    let all: i64 = roots().map(|(_, conversation)| conversation.messages).sum();
    roots().all(|(id, conversation)| counts(id) == conversation.messages)
        && usize::try_from(all) == Ok(kept.messages.len())
        && written == world.truth.origins.len()
}

fn ended_never_acts(world: &World) -> bool {
    admitted(world).all(|one| !world.truth.over.contains(&one.kept.session.id))
}

fn acts_until_its_end(world: &World) -> bool {
    admitted(world)
        .all(|one| world.truth.until.get(&one.kept.session.id).is_some_and(|until| world.now < *until))
}

fn bans_hold(world: &World) -> bool {
    let kept = &world.kept;
    let banned_was_on = |device| {
        let here = kept.sessions.rows().filter(|kept| kept.session.device == device);
        here.into_iter().any(|here| kept.users[kept.root(here.session.user)].banned)
    };
    admitted(world).all(|one| {
        let user_banned = kept.users[one.actor.user()].banned;
        let device_banned = one.actor.proof().is_none() && banned_was_on(one.actor.device());
        !user_banned && !device_banned
    })
}

fn nobody_retired_acts(world: &World) -> bool {
    let kept = &world.kept;
    admitted(world).all(|one| {
        kept.users[one.actor.user()].state != kept::State::Retired
            && (one.actor.proof().is_some() || kept.users[one.actor.author()].state != kept::State::Retired)
    })
}

fn roots_are_roots(world: &World) -> bool {
    let kept = &world.kept;
    kept.users.iter().all(|(id, user)| {
        let root = &kept.users[user.root];
        root.root == user.root
            && root.state != kept::State::Retired
            && (user.state == kept::State::Retired) == (user.root != id)
    })
}

fn one_session_per_device(world: &World) -> bool {
    let open = world.kept.sessions.rows().filter(|kept| kept.session.ended.is_none());
    all_different(open.map(|kept| kept.session.device))
}

fn live_tickets(world: &World) -> bool {
    let kept = &world.kept;
    let live = || kept.tickets.rows().filter(|ticket| ticket.status != Status::Closed);
    let root = |conversation| kept.conversations[conversation].root;
    all_different(live().map(|ticket| root(ticket.conversation)))
        && live().all(|ticket| ticket.requester == kept.conversations[root(ticket.conversation)].user)
}

fn one_conversation(world: &World) -> bool {
    let kept = &world.kept;
    let roots = kept.conversations.iter().filter(|(id, conversation)| conversation.root == *id);
    all_different(roots.map(|(_, conversation)| conversation.user))
}
