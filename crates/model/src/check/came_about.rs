//! What must come about somewhere, so that a world is known not to be empty.

use std::collections::BTreeSet;

use bonafide_domain::{
    identity::{Authority, MergeRefused, UndoRefused},
    login::{self, On},
    place::PlaceRefused,
    post::PostRefused,
    session::SessionRefused,
    ticket::Status,
    token::Reason,
};

use super::on_the_way::{Way, verified};
use crate::{
    Answer, E, Event, Kept, Merge, Refused, World,
    event::{Act, Deed},
    world::Parted,
};

/// What comes about in a history, in the words of [`Bounds::comes_about`](super::Bounds).
pub fn in_history(history: &[Event], begin: &World) -> BTreeSet<&'static str> {
    let mut about = BTreeSet::new();
    let mut before = begin.clone();
    for event in history {
        let (after, outcome) = before.after(event);
        about.extend(came_about(&Way { event, outcome: &outcome, before: &before, after: &after }));
        before = after;
    }
    about
}

/// What has come about by an event, in the words of [`Bounds::comes_about`](super::Bounds).
pub(super) fn came_about(way: &Way<'_>) -> Vec<&'static str> {
    let mut about = Vec::new();
    match way.outcome {
        Ok(Answer::LoggedIn(_)) => about.extend(by_a_login(way)),
        Ok(Answer::Taken { message, .. }) => about.extend(by_a_message(way, *message)),
        Ok(Answer::Said { joined, .. }) => about.extend(by_an_answer(way, *joined)),
        Ok(Answer::Merged { .. }) => about.extend(by_a_merge(way)),
        Ok(Answer::Parted(parted)) => about.extend(by_an_undoing(parted)),
        Ok(Answer::Done) => about.extend(by_the_company(way)),
        Ok(Answer::Opened { .. }) => {}
        Err(refused) => about.extend(by_a_refusal(way, refused)),
    }
    let (before, after) = (&way.before.kept, &way.after.kept);
    if after.displaced.len() > before.displaced.len() {
        about.push("an address was claimed (EML-5)");
    }
    let back = |e: E| after.displaced(e).is_none() && verified(after).any(|(verified, _)| verified == e);
    if before.displaced.iter().any(|displaced| back(displaced.e)) {
        about.push("a claimed address went back (EML-5)");
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
    let merged = || after.merges.rows().skip(before.merges.len());
    about.extend(merged().flat_map(|merge| apart(way, merge)));
    if after.questions.len() > before.questions.len() {
        about.push("somebody was asked whether what was written before is theirs (MRG-11)");
    }
    let joined = merged().find_map(|merge| merge.conversations);
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
        let had = |user| before.conversations_of(user).len();
        let several = held.is_some_and(|held| had(held.user) > 1 || before.multiple);
        if wrote && !several && joined.is_none() && matches!(on, Some(On::Device(_))) {
            about.push("what was written was left alone (MRG-11)");
        }
    }
    about
}

/// MRG-11: whether there is one merge more, and of what.
fn by_an_answer(way: &Way<'_>, joined: bool) -> Vec<&'static str> {
    let merges = way.after.kept.merges.rows().skip(way.before.kept.merges.len());
    let answered = way.before.kept.questions != way.after.kept.questions;
    let mut about: Vec<_> = merges.flat_map(|merge| apart(way, merge)).collect();
    about.push(match (joined, answered) {
        (true, true) => "who was asked said that it is theirs (MRG-11)",
        (false, true) => "who was asked said that it is not theirs (MRG-11)",
        (_, false) => "the same was said again (MRG-11)",
    });
    about
}

/// MRG-9: what a merge leaves apart.
fn apart(way: &Way<'_>, merge: &Merge) -> Vec<&'static str> {
    let several = (!merge.apart.is_empty()).then_some("conversations stayed apart (MRG-9)");
    let off = several.filter(|_| !way.before.kept.multiple);
    let off = off.map(|_| "what began apart stayed so when it was switched off (MRG-9)");
    several.into_iter().chain(off).collect()
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

fn by_a_merge(way: &Way<'_>) -> Vec<&'static str> {
    let before = &way.before.kept;
    let Event::Merge(one, into, by) = way.event else { return Vec::new() };
    let merged = way.after.kept.merges.rows().last();
    let known = [one, into].map(|user| before.external_ids_of(before.root(*user)).next().is_some());
    let banned = [one, into].iter().any(|user| before.users[before.root(**user)].is_banned());
    let both = known == [true, true] && *by == Authority::Administrator;
    let about = [
        (!both, "two were merged by hand (MRG-8)"),
        (both, "two who both have an external id were merged (MRG-13)"),
        (banned, "a ban followed a merge (SES-13)"),
    ];
    let about = about.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words);
    about.chain(merged.into_iter().flat_map(|merge| apart(way, merge))).collect()
}

fn by_an_undoing(parted: &Parted) -> Vec<&'static str> {
    let about = [
        (true, "a merge was undone (MRG-12)"),
        (parted.back > 0, "messages went back to where they were (MRG-12)"),
        (parted.settled.0 > 0, "what was proved since went to whom it names (MRG-12)"),
        (parted.settled.1 > 0, "the survivor kept what was written since (MRG-12)"),
    ];
    about.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words).collect()
}

fn by_the_company(way: &Way<'_>) -> Vec<&'static str> {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let took = after.identities.len() < before.identities.len();
    match way.event {
        Event::To(_, Deed::Erase) => {
            let kept = after.kept_bans.iter().skip(before.kept_bans.len());
            let about = kept.flat_map(|(_, _, bars)| {
                let ban = bars.is_banned.then_some("a ban outlived an erasure (SES-13)");
                let refusal =
                    bars.tokens_from.map(|_| "a refusal of earlier tokens outlived an erasure (SES-14)");
                ban.into_iter().chain(refusal)
            });
            std::iter::once("somebody was erased").chain(about).collect()
        }
        Event::FinishErasures => vec!["whatever was left of somebody erased went"],
        Event::Policy(_) if took => vec!["a policy took an address (EML-6)"],
        Event::At(..)
        | Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::Policy(_)
        | Event::JoinPolicy(_)
        | Event::Multiple(_)
        | Event::Merge(..)
        | Event::Undo(_)
        | Event::Wait(_) => Vec::new(),
    }
}

/// What each refusal is called.
const REFUSALS: [(Refused, &str); 9] = [
    (Refused::QuestionOver, "somebody said it who is not asked, or no more (MRG-11)"),
    (
        Refused::Place(PlaceRefused::NotTheirs),
        "words for a conversation of somebody else were refused (MRG-9)",
    ),
    (
        Refused::Merge(MergeRefused::NeedsAdministrator),
        "an agent may not merge two with external ids (MRG-13)",
    ),
    (Refused::Post(PostRefused::WrongUser), "words typed as somebody else were refused"),
    (Refused::Session(SessionRefused::Expired), "a session expired"),
    (Refused::Session(SessionRefused::Banned), "a device was barred from anonymous use"),
    (Refused::Login(Reason::UserBanned), "somebody banned was refused"),
    (Refused::Login(Reason::TokenRevoked), "an earlier token was refused"),
    (Refused::Login(Reason::EmailConflict), "a login was refused for its address (RES-4)"),
];

fn by_a_refusal(way: &Way<'_>, refused: &Refused) -> Vec<&'static str> {
    let named = REFUSALS.iter().filter(|(named, _)| named == refused).map(|(_, name)| *name);
    let newer = matches!(refused, Refused::Undo(UndoRefused::NotNewest(_)));
    let newer = newer.then_some("a newer merge had to be undone first (MRG-12)");
    let open = |world: &World| world.kept.sessions.rows().filter(|kept| kept.session.ended.is_none()).count();
    let logged_out = open(way.after) < open(way.before);
    named.chain(newer).chain(logged_out.then_some("a refused token logged a device out")).collect()
}
