//! What holds in every world, as sentences. Each is asked of every world that comes about.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, EvidenceId, MessageId, UserId},
    identity::{EmailPolicy, Kind, Standing},
    mark::PersonMark,
    ticket::Status,
};

use stateright::Property;

use super::{
    model::{self, Model},
    sights::{admitted, found, viewed},
};
use crate::{Fate, How, Identity, Merge, Party, State, World};

/// Each sentence with what asks whether it holds: for the checker, and for whoever has a world.
macro_rules! sentences {
    ($($words:literal => $holds:ident,)*) => {
        const ALWAYS: &[(&str, fn(&World) -> bool)] = &[$(($words, $holds)),*];

        /// The sentences as the checker asks them.
        pub(super) fn properties() -> Vec<Property<Model>> {
            vec![$(Property::always($words, |_, state: &model::State| $holds(&state.world))),*]
        }
    };
}

sentences! {
    "an address has one holder" => one_holder_per_address,
    "tokens give a user one address, and a form gives them one" => one_primary,
    "a verified address rests on a token of its holder that says so" => verified_by_a_token,
    "under verified_only there is no unverified address, but those of agents" => policy_holds,
    "a claimed address is a form's, and its owner's as long as one may claim" => claims,
    "an external id has one holder, and a user one external id" => one_external_id,
    "an external id stays with its first holder, until they are erased" => external_ids_stay,
    "a name is one that a token of theirs gave" => names,
    "a session that is signed in acts as whom its token named" => acts_as_named,
    "somebody's mark says that a session of theirs is signed in now" => person_marks,
    "a mark needs a session signed in as the one who typed and sent the words" => marks,
    "a mark rests on evidence about the author, the session and the device" => evidence,
    "words typed as one are never sent as another" => typed_and_sent,
    "nobody sees what somebody else wrote" => sees_nothing_of_others,
    "whoever wrote something still sees it" => sees_their_own,
    "nobody sees what somebody wrote who was erased, nor names nor proves them" => erased_are_unseen,
    "somebody erased has nothing, and nothing is given to them" => erased_have_nothing,
    "a message is found in one conversation, its author's" => messages_are_found,
    "no message is lost or doubled" => messages_are_counted,
    "a session that was ended never acts again" => ended_never_acts,
    "a session acts until its token ends and no longer" => acts_until_its_end,
    "nobody banned acts, nor anybody anonymous where somebody banned was" => bans_hold,
    "nobody acts who turned out by a login to be somebody else" => nobody_retired_acts,
    "a retired user leads to somebody who is not, by merges that stand" => roots_are_roots,
    "a device has at most one session that was not ended" => one_session_per_device,
    "a conversation has at most one live ticket, its user's" => live_tickets,
    "a user has at most one conversation that is not one of several" => one_conversation,
    "whoever is asked signed in where somebody wrote who is still who they were" => asked,
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
    let of = |kind: fn(Standing) -> bool| {
        let all = world.kept.identities.iter().filter(move |identity| kind(identity.standing));
        all_different(all.map(|identity| identity.user))
    };
    of(Standing::is_a_tokens) && of(Standing::is_a_forms)
}

fn verified_by_a_token(world: &World) -> bool {
    let (kept, truth) = (&world.kept, &world.truth);
    let verified = kept.identities.iter().filter(|identity| identity.standing == Standing::Verified);
    verified.chain(&kept.displaced).all(|identity| {
        let rests = |id: EvidenceId| {
            let evidence = &kept.evidence[id];
            let says = evidence.email == Some((identity.e, EmailVerified::Yes));
            let named = evidence.x.filter(|x| truth.first_holder.get(x) == Some(&identity.user));
            says && evidence.user == identity.user
                && named.is_some_and(|x| truth.verified.contains(&(x, identity.e)))
        };
        identity.evidence.is_some_and(rests)
    })
}

fn policy_holds(world: &World) -> bool {
    let unverified = |identity: &Identity| match identity.standing {
        Standing::Unverified | Standing::Form | Standing::Claimed { .. } => true,
        Standing::Verified | Standing::Api | Standing::AgentChecked | Standing::AgentUnchecked => false,
    };
    world.kept.policy != EmailPolicy::VerifiedOnly || !world.kept.identities.iter().any(unverified)
}

fn claims(world: &World) -> bool {
    let kept = &world.kept;
    let is_a_forms = |e| kept.identity(e).is_some_and(|held| held.standing == Standing::Form);
    let may_claim = kept.policy == EmailPolicy::AnyoneMayClaim;
    kept.displaced.iter().all(|displaced| may_claim && is_a_forms(displaced.e))
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

fn names(world: &World) -> bool {
    let first = &world.truth.first_holder;
    let named = world.kept.users.iter().filter_map(|(id, user)| Some((id, user.name?)));
    named.into_iter().all(|(id, name)| first.get(&name) == Some(&id))
}

fn acts_as_named(world: &World) -> bool {
    admitted(world).all(|one| match one.party {
        Party::Named(x) => {
            let holder = world.truth.first_holder.get(&x).copied();
            one.actor.proof().is_some()
                && holder == Some(one.actor.author())
                && holder.map(|holder| world.kept.root(holder)) == Some(one.actor.user())
        }
        Party::Holder(_) => one.actor.proof().is_none(),
    })
}

fn person_marks(world: &World) -> bool {
    let truth = &world.truth;
    world.kept.roots().all(|user| {
        let family = truth.family(truth.party_of(user, &world.kept));
        let mut sessions = truth.sessions_of(&family, world.now);
        let signed_in = sessions.any(|session| truth.names.contains_key(&session));
        match world.mark_of(user) {
            PersonMark::VerifiedNow => signed_in,
            PersonMark::NotVerified | PersonMark::SessionExpired => !signed_in,
            PersonMark::Banned => world.kept.users[user].is_banned(),
        }
    })
}

fn marks(world: &World) -> bool {
    world.kept.messages.iter().all(|(id, message)| {
        let mark = message.written.and_then(|written| written.evidence);
        mark.is_none_or(|evidence| {
            let named = world.kept.evidence[evidence].x.map(Party::Named);
            let origin = world.truth.origins.get(&id).filter(|origin| origin.proven);
            origin.is_some_and(|origin| named.is_none_or(|named| named == origin.sent))
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
    world.truth.origins.values().all(|origin| origin.as_one)
}

fn sees_nothing_of_others(world: &World) -> bool {
    viewed(world).all(|view| {
        let theirs = |message| world.truth.whose(message).is_some_and(|whose| view.family.contains(&whose));
        let by_users = view.messages.iter().filter(|message| world.truth.origins.contains_key(message));
        by_users.into_iter().all(|message| theirs(*message))
    })
}

fn sees_their_own(world: &World) -> bool {
    viewed(world).all(|view| {
        let theirs = |message| world.truth.whose(message).is_some_and(|whose| view.family.contains(&whose));
        let mut written = world.truth.origins.keys().filter(|message| theirs(**message));
        written.all(|message| view.messages.contains(message))
    })
}

fn erased_are_unseen(world: &World) -> bool {
    let kept = &world.kept;
    let is_erased = |user: UserId| kept.users[user].state == State::Erased;
    let proves_nobody = |message: MessageId| {
        let mark = kept.messages[message].written.and_then(|written| written.evidence);
        mark.is_none_or(|evidence| !is_erased(kept.evidence[evidence].user))
    };
    let seen: BTreeSet<MessageId> = kept.roots().flat_map(|user| found(kept, user)).collect();
    seen.iter().all(|message| proves_nobody(*message) && !world.truth.erased.contains(message))
        && kept.users.rows().all(|user| user.state != State::Erased || user.name.is_none())
}

fn erased_have_nothing(world: &World) -> bool {
    let kept = &world.kept;
    let is_erased = |user: UserId| kept.users[user].state == State::Erased;
    let addresses = kept.identities.iter().chain(&kept.displaced).map(|identity| identity.user);
    let external_ids = kept.external_ids.iter().map(|(_, user)| *user);
    let conversations = kept.conversations.rows().filter(|conversation| !conversation.erased);
    let merges = kept.merges.rows().filter(|merge| merge.fate != Fate::Forgotten);
    let merged = merges.flat_map(|merge| [merge.from, merge.into]);
    let suggested = kept.suggestions.iter().flat_map(|suggestion| [suggestion.users.0, suggestion.users.1]);
    let owners = addresses.chain(external_ids).chain(conversations.map(|conversation| conversation.user));
    !owners.chain(merged).chain(suggested).any(is_erased)
}

fn messages_are_found(world: &World) -> bool {
    let kept = &world.kept;
    kept.messages.iter().all(|(id, message)| {
        let root = kept.conversations[message.conversation].root;
        let found = &kept.conversations[root];
        let whose = world.truth.whose(id).filter(|_| message.written.is_some());
        let owner = |whose| match whose {
            Party::Named(x) => world.truth.first_holder.get(&x).copied(),
            Party::Holder(session) => Some(kept.sessions[session].session.user),
        };
        let owned = |whose| owner(whose).is_some_and(|owner| kept.root(owner) == found.user);
        let is_theirs = found.erased || whose.is_none_or(owned);
        let marked = message.written.filter(|written| written.evidence.is_some());
        let authors = marked.is_none_or(|written| kept.root(written.author) == found.user);
        found.root == root && kept.root(found.user) == found.user && is_theirs && authors
    })
}

fn messages_are_counted(world: &World) -> bool {
    let kept = &world.kept;
    let roots = kept.conversations.iter().filter(|(id, conversation)| conversation.root == *id);
    let counts = |id: ConversationId| i64::try_from(kept.messages_in(id).count()).unwrap_or(i64::MAX);
    let written = kept.messages.rows().filter(|message| message.written.is_some()).count();
    roots.into_iter().all(|(id, conversation)| {
        if conversation.erased { conversation.messages == 0 } else { counts(id) == conversation.messages }
    }) && written == world.truth.origins.len()
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
        here.into_iter().any(|here| kept.users[kept.root(here.session.user)].is_banned())
    };
    admitted(world).all(|one| {
        let user_banned = kept.users[one.actor.user()].is_banned();
        let device_banned = one.actor.proof().is_none() && banned_was_on(one.actor.device());
        !user_banned && !device_banned
    })
}

fn nobody_retired_acts(world: &World) -> bool {
    let kept = &world.kept;
    let by_a_login = |user: UserId| {
        let stands = |merge: &&Merge| merge.from == user && merge.fate == Fate::Stands;
        kept.merges.rows().filter(stands).any(|merge| matches!(merge.how, How::Login(_) | How::Answer(_)))
    };
    admitted(world).all(|one| {
        let stands = |user: UserId| matches!(kept.users[user].state, State::Anonymous | State::Known);
        stands(one.actor.user()) && !(one.actor.proof().is_none() && by_a_login(one.actor.author()))
    })
}

fn roots_are_roots(world: &World) -> bool {
    let kept = &world.kept;
    let is_merged = |user: UserId| {
        kept.merges.rows().any(|merge| {
            merge.from == user && merge.fate == Fate::Stands && kept.root(merge.into) == kept.root(user)
        })
    };
    kept.users.iter().all(|(id, user)| {
        let root = &kept.users[user.root];
        let is_retired = user.state == State::Retired;
        root.root == user.root
            && root.state != State::Retired
            && (user.state == State::Erased) == (root.state == State::Erased)
            && (user.state == State::Erased || is_retired == (user.root != id))
            && is_retired == is_merged(id)
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
    let single = roots.filter(|(_, conversation)| conversation.kind == Kind::One && !conversation.erased);
    all_different(single.map(|(_, conversation)| conversation.user))
}

fn asked(world: &World) -> bool {
    admitted(world).all(|one| {
        let session = one.kept.session.id;
        let is_asked = world.kept.open_question(session, world.now).is_some();
        !is_asked || world.truth.asked.get(&session).is_some_and(|asked| asked.is_open(world.now))
    })
}
