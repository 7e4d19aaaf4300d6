//! An administrator undoes a merge, by hand or by a login (MRG-8, MRG-12).

use bonafide_domain::{
    id::{MergeId, UserId},
    identity::{self, Bars, Standing, UndoPlan, Whose},
    session::EndReason,
    time::Millis,
};

use super::{end, end_sessions, parting::Parting};
use crate::{
    Answer, Kept, Merge, Parted, Refused, State,
    rows::{Fate, How},
};

/// Undoes a merge.
pub fn undo(kept: &mut Kept, now: Millis, id: MergeId) -> Result<Answer, Refused> {
    let merge = kept.merges.get(id).filter(|merge| merge.fate != Fate::Forgotten).cloned();
    let merge = merge.ok_or(Refused::NotFound)?;
    let (undone, survivor) = (merge.from, kept.root(merge.from));
    let partings = Parting::find_all(kept, id, &merge, survivor);
    let plans = partings.iter().map(|parting| parting.plan(kept)).collect::<Result<Vec<_>, _>>()?;
    let plan = plans.first().expect("a merge is about two");
    (kept.merges[id].fate, kept.merges[id].undone_at) = (Fate::Undone, Some(now));

    for user in &plan.users {
        kept.users[*user].root = undone;
    }
    revive(kept, undone);
    part_bars(kept, &merge, survivor);
    let mut parted = Vec::new();
    for (parting, plan) in partings.iter().zip(&plans) {
        parted.push(parting.carry_out(kept, plan));
    }
    for (parted, plan) in parted.iter().zip(&plans) {
        parted.tickets(kept, plan, survivor);
    }
    let lost = give_back(kept, plan, &merge);
    end_sessions(kept, undone);
    match merge.how {
        How::Login(session) | How::Answer(session) => {
            end(kept, session, EndReason::Administrator);
        }
        How::Hand(_) => {}
    }
    let settled = |whose| plans.iter().flat_map(|plan| &plan.settle).filter(|(_, to)| *to == whose).count();
    Ok(Answer::Parted(Parted {
        users: (undone, survivor),
        conversations: (kept.conversation_of(undone), kept.conversation_of(survivor)),
        back: plans.iter().map(|plan| plan.back.len()).sum(),
        settled: (settled(Whose::Undone), settled(Whose::Survivors)),
        lost,
    }))
}

/// They stand for themselves again: known if they have an external id, anonymous if not.
fn revive(kept: &mut Kept, undone: UserId) {
    let is_known = kept.external_id(undone).is_some();
    kept.users[undone].state = if is_known { State::Known } else { State::Anonymous };
}

/// SES-13: what held one of them back comes apart again, where a merge by hand had put it together.
fn part_bars(kept: &mut Kept, merge: &Merge, survivor: UserId) {
    let How::Hand(before) = merge.how else { return };
    let (survivors, undones) = Bars::apart(kept.users[survivor].bars, before, kept.users[merge.from].bars);
    kept.users[survivor].bars = survivors;
    kept.users[merge.from].bars = undones;
}

/// An address goes back only if nobody else holds it. Gives how many do not.
fn give_back(kept: &mut Kept, plan: &UndoPlan, merge: &Merge) -> usize {
    let mut lost = 0;
    for before in &merge.emails {
        match kept.identity(before.e) {
            Some(held) if plan.users.contains(&held.user) => {}
            None if before.dropped && kept.policy.fate(Standing::Form) == identity::Fate::Stays => {
                kept.give(before.e, before.user, Standing::Form, None);
            }
            Some(_) | None => lost += 1,
        }
    }
    lost
}
