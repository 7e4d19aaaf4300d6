//! The company's people merge two users who are one person (MRG-8, MRG-13).

use bonafide_domain::{
    id::UserId,
    identity::{self, Authority, MergePlan, Side},
    time::Millis,
};

use super::{
    end_sessions,
    joining::{Measured, Merging, Pair},
};
use crate::{
    Answer, Kept, Refused,
    rows::{EmailBefore, How},
};

/// Merges one user into another. Of two of whom one has an external id, that one survives.
pub fn merge(
    kept: &mut Kept,
    now: Millis,
    one: UserId,
    into: UserId,
    by: Authority,
) -> Result<Answer, Refused> {
    let (one, into) = (kept.find_root(one)?, kept.find_root(into)?);
    let pair = Pair::find(kept, one, into);
    let [theirs, survivors] = pair.sides(kept);
    let plan = identity::merge(&side(kept, one, theirs), &side(kept, into, survivors), by)?;
    let pair = if plan.into == into { pair } else { pair.flipped() };

    let before = |held: crate::Identity| EmailBefore { e: held.e, user: held.user, dropped: false };
    let emails = kept.identities_of(plan.from).into_iter().map(before).collect();
    let how = How::Hand(kept.users[plan.into].bars);
    let merge = pair.carry_out(kept, now, &plan.join, Merging { holder: plan.into, how, emails });
    bar(kept, &plan);
    Ok(Answer::Merged { merge, survivor: plan.into, conversation: kept.conversation_of(plan.into) })
}

fn side(kept: &Kept, user: UserId, (conversation, apart): Measured) -> Side {
    let has_external_id = kept.external_ids_of(user).next().is_some();
    Side { user, has_external_id, conversation, apart, bars: kept.users[user].bars }
}

/// SES-13: a ban follows a merge by hand, and ends the sessions of both.
fn bar(kept: &mut Kept, plan: &MergePlan) {
    kept.users[plan.into].bars = plan.bars;
    if plan.bars.banned_at.is_some() {
        end_sessions(kept, plan.into);
    }
}
