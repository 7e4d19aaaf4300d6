//! What holds of every event, and what must come about somewhere.

use bonafide_domain::{
    id::UserId,
    identity::Standing,
    login::{self, On},
    post::PostRefused,
    session::SessionRefused,
    ticket::Status,
    token::Reason,
};

use super::model::{Model, State};
use crate::{Answer, E, Event, Kept, Party, Refused, Token, World, X, event::Act};

/// An event, with the world before and after it.
pub(super) struct Way<'a> {
    pub event: &'a Event,
    pub outcome: &'a Result<Answer, Refused>,
    pub before: &'a World,
    pub after: &'a World,
}

const REFUSED_LOGIN: &str = "a refused login leaves what was there before, but for SES-12";
const UNAUTHENTICATED: &str = "what nobody is signed in for changes no external id and no address";
const TAKEN: &str = "a login takes no verified address from somebody else who has an external id";
const COMPANY: &str = "what the company does verifies nothing and signs nobody in";
const REFUSED: &str = "what was refused was not written";

/// A sentence about events, and what asks the world after one whether it held.
type Sentence = (&'static str, fn(&Model, &State) -> bool);

/// The sentences about events, as properties of the worlds after them.
pub(super) const PROPERTIES: &[Sentence] = &[
    (REFUSED_LOGIN, |_, s| s.broken != Some(REFUSED_LOGIN)),
    (UNAUTHENTICATED, |_, s| s.broken != Some(UNAUTHENTICATED)),
    (TAKEN, |_, s| s.broken != Some(TAKEN)),
    (COMPANY, |_, s| s.broken != Some(COMPANY)),
    (REFUSED, |_, s| s.broken != Some(REFUSED)),
];

/// The sentence that an event breaks.
pub(super) fn broken(way: &Way<'_>) -> Option<&'static str> {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let breaks = |broken: bool, sentence| broken.then_some(sentence);
    match way.event {
        Event::At(b, Act::LogIn(Token { x, .. }) | Act::BadToken(x)) if way.outcome.is_err() => {
            breaks(!left_as_it_was(way, *b, *x), REFUSED_LOGIN)
        }
        Event::At(_, Act::LogIn(Token { x, .. }) | Act::BadToken(x)) => {
            breaks(!leaves_verified(way, *x), TAKEN)
        }
        Event::At(_, Act::Open | Act::Compose | Act::Send | Act::Repeat | Act::Say | Act::LogOut) => {
            let wrote = after.messages.len() > before.messages.len();
            breaks(held(before) != held(after), UNAUTHENTICATED)
                .or_else(|| breaks(wrote && way.outcome.is_err(), REFUSED))
        }
        Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::Policy(_)
        | Event::Wait(_) => {
            let more = verified(after).any(|one| !verified(before).any(|was| was == one));
            let signed_in = after.evidence.len() > before.evidence.len();
            breaks(more || signed_in || before.external_ids != after.external_ids, COMPANY)
        }
    }
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

/// RES-4: whoever has a verified address and an external id has them after somebody else's login.
fn leaves_verified(way: &Way<'_>, x: X) -> bool {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let first = &way.before.truth.first_holder;
    verified(before).all(|(e, user)| {
        let another = first.iter().any(|(other, holder)| *other != x && *holder == user);
        !another || verified(after).any(|still| still == (e, user))
    })
}

/// Who holds what.
fn held(kept: &Kept) -> (&[(X, UserId)], &[crate::Identity]) {
    (&kept.external_ids, &kept.identities)
}

fn verified(kept: &Kept) -> impl Iterator<Item = (E, UserId)> {
    let verified = kept.identities.iter().filter(|identity| identity.standing == Standing::Verified);
    verified.map(|identity| (identity.e, identity.user))
}

/// What has come about by an event, in the words of [`Bounds::comes_about`](super::Bounds).
pub(super) fn came_about(way: &Way<'_>) -> Vec<&'static str> {
    let mut about = Vec::new();
    match way.outcome {
        Ok(Answer::LoggedIn(_)) => about.extend(by_a_login(way)),
        Ok(Answer::Taken { message, .. }) => about.extend(by_a_message(way, *message)),
        Ok(Answer::Done | Answer::Opened { .. }) => {}
        Err(refused) => about.extend(by_a_refusal(way, refused)),
    }
    about
}

fn by_a_login(way: &Way<'_>) -> Vec<&'static str> {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let mut about = Vec::new();
    if before.sessions.len() == after.sessions.len() {
        about.push("a session was renewed");
    }
    if after.evidence.rows().last().is_some_and(|evidence| evidence.rule == "RES-2") {
        about.push("a user was adopted (RES-2)");
    }
    if verified(after).count() > verified(before).count() {
        about.push("an address is verified");
    }
    let moved = |e: E| before.identity(e).zip(after.identity(e)).is_some_and(|(was, is)| was.user != is.user);
    if before.identities.iter().any(|identity| moved(identity.e)) {
        about.push("an address moved to whoever proved it (RES-5, RES-9)");
    }
    let joined = after.merges.iter().skip(before.merges.len()).find_map(|merge| merge.conversations);
    match joined {
        Some((from, into)) if from == into => about.push("a conversation became the user's (MRG-2)"),
        Some(_) if closed(after) > closed(before) => {
            about.push("a conversation was joined into a ticket (MRG-3)");
        }
        Some(_) => about.push("a conversation was joined and its ticket went on (MRG-4)"),
        None => {}
    }
    if let Event::At(b, Act::LogIn(_)) = way.event {
        let held = way.before.client(*b).session.map(|id| before.sessions[id].session);
        let wrote =
            held.is_some_and(|held| held.proof.is_none() && before.conversation_of(held.user).is_some());
        let on = held.map(|held| {
            login::device(Some(&login::Presented { session: held, root: held.user, open: true }))
        });
        if wrote && joined.is_none() && matches!(on, Some(On::Device(_))) {
            about.push("what was written was left alone (MRG-11)");
        }
    }
    about
}

fn closed(kept: &Kept) -> usize {
    kept.tickets.rows().filter(|ticket| ticket.status == Status::Closed).count()
}

fn by_a_message(way: &Way<'_>, message: bonafide_domain::id::MessageId) -> Option<&'static str> {
    let kept = &way.after.kept;
    let written = kept.messages[message].written?;
    let signed_in = kept.sessions[written.session].session.proof.is_some();
    match written.evidence {
        Some(_) => Some("a message has a mark"),
        None if signed_in => Some("a message of somebody signed in has none, for it was composed before"),
        None => None,
    }
}

/// What each refusal is called.
const REFUSALS: [(Refused, &str); 6] = [
    (Refused::Post(PostRefused::WrongUser), "words typed as somebody else were refused"),
    (Refused::Session(SessionRefused::Expired), "a session expired"),
    (Refused::Session(SessionRefused::Banned), "a device was barred from anonymous use"),
    (Refused::Login(Reason::UserBanned), "somebody banned was refused"),
    (Refused::Login(Reason::TokenRevoked), "an earlier token was refused"),
    (Refused::Login(Reason::EmailConflict), "a login was refused for its address (RES-4)"),
];

fn by_a_refusal(way: &Way<'_>, refused: &Refused) -> Vec<&'static str> {
    let named = REFUSALS.iter().filter(|(named, _)| named == refused).map(|(_, name)| *name);
    let open = |world: &World| world.kept.sessions.rows().filter(|kept| kept.session.ended.is_none()).count();
    let logged_out = open(way.after) < open(way.before);
    named.chain(logged_out.then_some("a refused token logged a device out")).collect()
}
