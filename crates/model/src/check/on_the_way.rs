//! What holds of every event.

use bonafide_domain::{
    email::EmailVerified,
    id::{MergeId, UserId},
    identity::{Authority, EmailPolicy, Standing},
    token::Reason,
};

use super::{
    model::{Model, State},
    several::{self, APART, ASKED, NAMED, NO},
};
use crate::{
    Answer, E, Event, Identity, Kept, Party, Refused, Token, World, X,
    event::{Act, Deed},
};

/// An event, with the world before and after it.
pub(super) struct Way<'a> {
    pub event: &'a Event,
    pub outcome: &'a Result<Answer, Refused>,
    pub before: &'a World,
    pub after: &'a World,
}

const REFUSED_LOGIN: &str = "a refused login leaves what was there before, but for SES-12";
const UNAUTHENTICATED: &str = "what nobody is signed in for changes no external id and no address";
const FORM: &str = "a form moves no history, no mark, no name and no external id";
const CLAIM: &str = "a form takes an address from nobody but an owner who is away, where anyone may claim";
const BACK: &str = "a claimed address goes back when its owner proves it or nobody may claim any more";
const TAKEN: &str = "a login takes no verified address from somebody else who has an external id";
const COMPANY: &str = "what the company does verifies nothing new and signs nobody in";
const NEWEST: &str = "merges are undone newest first";
const ADMINISTRATOR: &str = "only administrators make one of two who each have an external id";
const BAN: &str = "a ban of either is lost by no merge and by no undoing";
const BARRED: &str = "nobody logs in who was banned when they were erased, until that is lifted";
const ALIAS: &str = "the id of somebody merged erases nobody";
const REFUSED: &str = "what was refused was not done";

/// A sentence about events, and what asks the world after one whether it held.
type Sentence = (&'static str, fn(&Model, &State) -> bool);

/// The sentences about events, as properties of the worlds after them.
pub(super) const PROPERTIES: &[Sentence] = &[
    (REFUSED_LOGIN, |_, s| s.broken != Some(REFUSED_LOGIN)),
    (UNAUTHENTICATED, |_, s| s.broken != Some(UNAUTHENTICATED)),
    (FORM, |_, s| s.broken != Some(FORM)),
    (CLAIM, |_, s| s.broken != Some(CLAIM)),
    (BACK, |_, s| s.broken != Some(BACK)),
    (TAKEN, |_, s| s.broken != Some(TAKEN)),
    (COMPANY, |_, s| s.broken != Some(COMPANY)),
    (NEWEST, |_, s| s.broken != Some(NEWEST)),
    (ADMINISTRATOR, |_, s| s.broken != Some(ADMINISTRATOR)),
    (BAN, |_, s| s.broken != Some(BAN)),
    (BARRED, |_, s| s.broken != Some(BARRED)),
    (ALIAS, |_, s| s.broken != Some(ALIAS)),
    (REFUSED, |_, s| s.broken != Some(REFUSED)),
    (APART, |_, s| s.broken != Some(APART)),
    (NAMED, |_, s| s.broken != Some(NAMED)),
    (ASKED, |_, s| s.broken != Some(ASKED)),
    (NO, |_, s| s.broken != Some(NO)),
];

/// The sentence that an event breaks.
pub(super) fn broken(way: &Way<'_>) -> Option<&'static str> {
    of_who_is_who(way).or_else(|| several::broken(way))
}

fn of_who_is_who(way: &Way<'_>) -> Option<&'static str> {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let breaks = |broken: bool, sentence| broken.then_some(sentence);
    match way.event {
        Event::At(b, Act::LogIn(token)) if way.outcome.is_err() => {
            breaks(!left_as_it_was(way, *b, token.x), REFUSED_LOGIN)
                .or_else(|| breaks(is_refused_their_own(way, token), BACK))
        }
        Event::At(b, Act::BadToken(x)) => breaks(!left_as_it_was(way, *b, *x), REFUSED_LOGIN),
        Event::At(_, Act::LogIn(token)) => breaks(!leaves_verified(way, token.x), TAKEN)
            .or_else(|| breaks(!gives_back_to_who_proves(way, token), BACK))
            .or_else(|| breaks(way.before.truth.barred.iter().any(|(x, _)| *x == token.x), BARRED)),
        Event::At(_, Act::Give(_)) => breaks(!moves_nothing(way), FORM)
            .or_else(|| breaks(!takes_from_who_is_away(way), CLAIM))
            .or_else(|| breaks(wrote(way) && way.outcome.is_err(), REFUSED)),
        Event::At(
            _,
            Act::Open | Act::Compose(_) | Act::Send | Act::Repeat | Act::Say(_) | Act::Look(_) | Act::LogOut,
        ) => breaks(held(before) != held(after), UNAUTHENTICATED)
            .or_else(|| breaks(wrote(way) && way.outcome.is_err(), REFUSED)),
        Event::At(_, Act::Answer(_)) => None,
        Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::Policy(_)
        | Event::JoinPolicy(_)
        | Event::Multiple(_)
        | Event::Merge(..)
        | Event::Undo(_)
        | Event::FinishErasures
        | Event::Wait(_) => breaks(way.outcome.is_err() && before != after, REFUSED)
            .or_else(|| breaks(!proves_nothing(before, after), COMPANY))
            .or_else(|| breaks(!is_newest(way), NEWEST))
            .or_else(|| breaks(!may_be_one(way), ADMINISTRATOR))
            .or_else(|| breaks(loses_a_ban(way), BAN))
            .or_else(|| breaks(erases_another(way), ALIAS))
            .or_else(|| breaks(!gives_back_all(way), BACK)),
    }
}

fn wrote(way: &Way<'_>) -> bool {
    way.after.kept.messages.len() > way.before.kept.messages.len()
}

/// Everything as before, but for the conflict that administrators find, and for the session of somebody whom the token
/// does not name.
fn left_as_it_was(way: &Way<'_>, browser: usize, named: X) -> bool {
    let mut expected = way.before.kept.clone();
    expected.conflicts.clone_from(&way.after.kept.conflicts);
    let session = way.before.client(browser).session;
    let anothers = session.filter(|session| match way.before.truth.party(*session) {
        Party::Named(x) => x != named,
        Party::Holder(_) => false,
    });
    if let Some(session) = anothers {
        let ended = way.after.kept.sessions[session].session.ended;
        if ended.is_none() {
            return false;
        }
        expected.sessions[session].session.ended = ended;
    }
    expected == way.after.kept && way.before.clients == way.after.clients
}

/// RES-4: whoever has a verified address and an external id has them after somebody else's login, claimed or not.
fn leaves_verified(way: &Way<'_>, x: X) -> bool {
    let (before, after, truth) = (&way.before.kept, &way.after.kept, &way.before.truth);
    let still = |owned: (E, UserId)| verified(after).any(|one| one == owned);
    let claimed = |owned: (E, UserId)| claimed(after).any(|one| one == owned);
    let is_anothers = |user: UserId| {
        let mut named = truth.first_holder.iter().filter(|(_, holder)| **holder == user);
        named.any(|(other, _)| !truth.are_one(Party::Named(*other), Party::Named(x)))
    };
    let mut owned = verified(before).chain(self::claimed(before)).filter(|(_, user)| is_anothers(*user));
    owned.all(|owned| still(owned) || claimed(owned) && !verified(before).any(|one| one == owned))
}

/// EML-5: also if somebody has it whom agents have found to be the owner.
fn gives_back_to_who_proves(way: &Way<'_>, token: &Token) -> bool {
    let Some((e, EmailVerified::Yes)) = token.email else { return true };
    let (before, after, truth) = (&way.before.kept, &way.after.kept, &way.before.truth);
    let owner = before.displaced(e).map(|displaced| truth.party_of(displaced.user, before));
    let is_theirs = owner.is_some_and(|owner| truth.are_one(owner, Party::Named(token.x)));
    let holder = truth.first_holder.get(&token.x);
    !is_theirs || verified(after).any(|(verified, user)| verified == e && Some(&user) == holder)
}

/// RES-4, EML-5: nobody is refused for an address that is theirs, whoever claimed it.
fn is_refused_their_own(way: &Way<'_>, token: &Token) -> bool {
    let (before, truth) = (&way.before.kept, &way.before.truth);
    let Some((e, _)) = token.email.filter(|_| *way.outcome == Err(Refused::Login(Reason::EmailConflict)))
    else {
        return false;
    };
    let is_theirs = |user| truth.are_one(truth.party_of(user, before), Party::Named(token.x));
    let owners = claimed(before).chain(verified(before)).filter(|(owned, _)| *owned == e);
    owners.into_iter().next().is_some_and(|(_, user)| is_theirs(user))
}

/// EML-5: whatever was claimed is its owner's again once nobody may claim.
fn gives_back_all(way: &Way<'_>) -> bool {
    let (before, after) = (&way.before.kept, &way.after.kept);
    match way.event {
        Event::Policy(EmailPolicy::VerifiedOnly | EmailPolicy::VerifiedAndUnverified) => {
            after.displaced.is_empty()
                && claimed(before).all(|claimed| verified(after).any(|back| back == claimed))
        }
        Event::Policy(EmailPolicy::AnyoneMayClaim)
        | Event::At(..)
        | Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::JoinPolicy(_)
        | Event::Multiple(_)
        | Event::Merge(..)
        | Event::Undo(_)
        | Event::FinishErasures
        | Event::Wait(_) => true,
    }
}

/// EML-5: all that there was is as it was, and what was written is marked by nothing.
fn moves_nothing(way: &Way<'_>) -> bool {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let where_found = |kept: &Kept| -> Vec<_> {
        let all = kept.conversations.rows().take(before.conversations.len());
        all.map(|conversation| (conversation.user, conversation.root)).collect()
    };
    let users = after.users.rows().take(before.users.len()).eq(before.users.rows());
    let messages = after.messages.rows().take(before.messages.len()).eq(before.messages.rows());
    let mut written = after.messages.rows().skip(before.messages.len()).filter_map(|message| message.written);
    users
        && messages
        && written.all(|written| written.evidence.is_none())
        && where_found(before) == where_found(after)
        && before.external_ids == after.external_ids
        && before.evidence == after.evidence
        && before.merges == after.merges
}

/// EML-3, EML-5, EML-9: what others hold they hold still, but for a claim, or for what goes back to them.
fn takes_from_who_is_away(way: &Way<'_>) -> bool {
    let (before, after, truth) = (&way.before.kept, &way.after.kept, &way.before.truth);
    let giver = match way.event {
        Event::At(b, _) => way.after.client(*b).session.map(|session| way.after.truth.party(session)),
        Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::Policy(_)
        | Event::JoinPolicy(_)
        | Event::Multiple(_)
        | Event::Merge(..)
        | Event::Undo(_)
        | Event::FinishErasures
        | Event::Wait(_) => None,
    };
    let is_givers = |identity: &Identity| {
        giver.is_some_and(|giver| truth.are_one(truth.party_of(identity.user, before), giver))
    };
    let is_away = |user: UserId| {
        let family = truth.family(truth.party_of(user, before));
        truth.sessions_of(&family, way.before.now).next().is_none()
    };
    let may_be_claimed = |identity: &Identity| {
        before.policy == EmailPolicy::AnyoneMayClaim
            && identity.standing == Standing::Verified
            && is_away(identity.user)
            && after.displaced(identity.e) == Some(identity)
    };
    before.identities.iter().all(|identity| {
        after.identity(identity.e) == Some(identity) || is_givers(identity) || may_be_claimed(identity)
    })
}

/// What is verified was so before, for the same user, if somebody had not claimed it.
fn proves_nothing(before: &Kept, after: &Kept) -> bool {
    let was = |one: (E, UserId)| verified(before).chain(claimed(before)).any(|was| was == one);
    verified(after).all(was)
        && after.evidence.len() == before.evidence.len()
        && after.external_ids.iter().all(|one| before.external_ids.contains(one))
}

/// MRG-12: of all that made somebody one with others.
fn is_newest(way: &Way<'_>) -> bool {
    let (Event::Undo(undone), Ok(_)) = (way.event, way.outcome) else { return true };
    let truth = &way.before.truth;
    let of = |merge: MergeId| truth.bonds.iter().find(|bond| bond.merge == Some(merge));
    let Some(family) = of(*undone).map(|bond| truth.family(bond.parties.0)) else { return false };
    let theirs = truth.bonds.iter().filter(|bond| family.contains(&bond.parties.0));
    theirs.filter_map(|bond| bond.merge).all(|merge| merge <= *undone)
}

/// MRG-13: each is handed the other's history.
fn may_be_one(way: &Way<'_>) -> bool {
    let (Event::Merge(one, into, Authority::Agent), Ok(_)) = (way.event, way.outcome) else { return true };
    let (kept, truth) = (&way.before.kept, &way.before.truth);
    let has_external_id = |user: &UserId| {
        let family = truth.family(truth.party_of(kept.root(*user), kept));
        family.iter().any(|party| matches!(party, Party::Named(_)))
    };
    !has_external_id(one) || !has_external_id(into)
}

/// SES-13: whoever is banned is so as long as they are one with another, and one of the two is so afterwards.
fn loses_a_ban(way: &Way<'_>) -> bool {
    let was = |user: UserId| way.before.kept.users[way.before.kept.root(user)].is_banned();
    let is = |user: UserId| way.after.kept.users[way.after.kept.root(user)].is_banned();
    if let (Event::Merge(one, into, _), Ok(_)) = (way.event, way.outcome) {
        return (was(*one) || was(*into)) && !is(*one);
    }
    let Ok(Answer::Parted(parted)) = way.outcome else { return false };
    was(parted.users.1) && !is(parted.users.0) && !is(parted.users.1)
}

/// MRG-5: whoever asks was shown somebody else.
fn erases_another(way: &Way<'_>) -> bool {
    let (Event::To(user, Deed::Erase), Ok(_)) = (way.event, way.outcome) else { return false };
    way.before.kept.root(*user) != *user
}

/// Who holds what.
fn held(kept: &Kept) -> (&[(X, UserId)], &[Identity], &[Identity]) {
    (&kept.external_ids, &kept.identities, &kept.displaced)
}

/// Who holds an address as verified.
pub(super) fn verified(kept: &Kept) -> impl Iterator<Item = (E, UserId)> {
    let verified = kept.identities.iter().filter(|identity| identity.standing == Standing::Verified);
    verified.map(|identity| (identity.e, identity.user))
}

/// From whom which address was claimed.
fn claimed(kept: &Kept) -> impl Iterator<Item = (E, UserId)> {
    kept.displaced.iter().map(|displaced| (displaced.e, displaced.user))
}
