//! An agent merges two users who are one person (MRG-8, MRG-13).

use bonafide_domain::{
    audit::Action,
    id::{ConversationId, MergeId, UserId},
    identity::{self, Authority, Bars, ExternalIds, Join, Joining, MergePlan, MergeRefused, Side},
    namespace::Namespace,
    text::Name,
};
use bonafide_store::{
    Announcement, Done, Tx,
    agents::{Agent, Role},
    audit_log, conversations, emails,
    events::{self, Happening},
    merges::How,
    messages::Visibility,
    users::{self, User},
};
use serde_json::json;

use super::{
    Refused, Step, admission,
    joining::{EmailBefore, Merging, Pair},
    person::{self, Person},
    taking::take_users,
    waits_nowhere,
};
use crate::secrets::AgentToken;

/// Two users who are one since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedUsers {
    /// The merge.
    pub id: MergeId,
    /// Who they are now.
    pub person: Person,
    /// Their conversation, if either had written.
    pub conversation: Option<ConversationId>,
}

/// What a merge would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who would be merged, with every external id that leads to them: each would be an alias (RES-10).
    pub from: (Person, Vec<String>),
    /// Into whom, with theirs.
    pub into: (Person, Vec<String>),
    /// What would become of conversations and tickets; or why it may not be done.
    pub outcome: Result<Joining, MergeRefused>,
}

/// Merges one user into another, for a reason that is kept. Of two of whom one has an external id, that one survives.
pub fn merge_users(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    one: UserId,
    into: UserId,
    reason: &Name,
) -> Step<Done<MergedUsers>> {
    let agent = admission::admit_agent(tx, token)?;
    carry_out(tx, &agent, one, into, reason)
}

/// Says what a merge would do, and does nothing.
pub fn preview(tx: &mut Tx<'_>, token: &AgentToken, one: UserId, into: UserId) -> Step<Preview> {
    let agent = admission::admit_agent(tx, token)?;
    let [one, into] = [person::find_root(tx, one)?, person::find_root(tx, into)?];
    let pair = Pair::find(tx, one.id, into.id)?;
    let plan = decide(tx, &agent, &pair, [&one, &into])?;
    let (from, into) = match &plan {
        Ok(plan) => (plan.from, plan.into),
        Err(_) => (one.id, into.id),
    };
    let mut shown = |user| -> Step<_> {
        let external_ids = users::all_external_ids(tx, user)?.into_iter().map(|(_, id)| id).collect();
        Ok((person::load(tx, user)?, external_ids))
    };
    Ok(Preview { from: shown(from)?, into: shown(into)?, outcome: plan.map(|plan| plan.join) })
}

/// Merges, for an agent who was admitted.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    agent: &Agent,
    one: UserId,
    into: UserId,
    reason: &Name,
) -> Step<Done<MergedUsers>> {
    let [one, into] = take(tx, [one, into])?;
    let pair = Pair::take(tx, one.id, into.id)?;
    let plan = decide(tx, agent, &pair, [&one, &into])?.map_err(Refused::Merge)?;
    let (pair, survivor) = if plan.into == into.id { (pair, into) } else { (pair.flipped(), one) };

    let mut announcements = Vec::new();
    let emails = emails::of_user(tx, plan.from)?.into_iter().map(EmailBefore::by_hand).collect();
    let bars = bars(&survivor);
    let how = How::Hand { agent: agent.id, reason: reason.as_str().to_owned(), bars };
    let merging = Merging { holder: plan.into, how, emails };
    let id = pair.carry_out(tx, &plan.join, merging, &mut announcements)?;
    if let Join::IntoTicket { keep, .. } = plan.join.one {
        waits_nowhere::note_for_the_rules(tx, keep.id)?;
    }
    tell_of_a_first_conversation(tx, plan.join.one, &mut announcements)?;
    bar(tx, &plan, bars, &mut announcements)?;
    announcements.push(Announcement::UserMoved(plan.from));

    let detail = json!({ "merge": id, "from": plan.from, "reason": reason.as_str() });
    audit_log::insert(tx, Some(agent.id), Action::UserMerge, &plan.into.to_string(), &detail)?;
    let conversation = conversations::find_of_user(tx, plan.into)?.map(|conversation| conversation.id);
    let value = MergedUsers { id, person: person::load(tx, plan.into)?, conversation };
    Ok(Done { value, announcements })
}

/// Takes whom both ids lead to, in the order of theirs. A merge that commits while this waits leads further.
fn take(tx: &mut Tx<'_>, [one, other]: [UserId; 2]) -> Step<[User; 2]> {
    let find = |tx: &mut Tx<'_>| Ok([person::find_root(tx, one)?, person::find_root(tx, other)?]);
    let (roots, _) = take_users(tx, find, |roots| roots.iter().map(|root| root.id).collect())?;
    Ok(roots)
}

fn decide(
    tx: &mut Tx<'_>,
    agent: &Agent,
    pair: &Pair,
    users: [&User; 2],
) -> Step<Result<MergePlan, MergeRefused>> {
    let [theirs, survivors] = pair.sides();
    let mut side = |user: &User, (conversation, apart)| -> Step<Side> {
        let has_external_id = users::external_ids(tx, user.id, Namespace::Account)? != ExternalIds::None;
        Ok(Side { user: user.id, has_external_id, conversation, apart, bars: bars(user) })
    };
    let [one, into] = [side(users[0], theirs)?, side(users[1], survivors)?];
    let by = match agent.role {
        Role::Administrator => Authority::Administrator,
        Role::Agent => Authority::Agent,
    };
    Ok(identity::merge(&one, &into, by))
}

/// What holds a user back.
pub(super) fn bars(user: &User) -> Bars {
    Bars { banned_at: user.banned_at, tokens_from: user.tokens_from }
}

/// MRG-2: the survivor's devices have read no conversation yet, and the agents' show it as somebody else's.
pub(super) fn tell_of_a_first_conversation(
    tx: &mut Tx<'_>,
    join: Join,
    news: &mut Vec<Announcement>,
) -> Step<()> {
    let Join::Become { conversation, .. } = join else { return Ok(()) };
    let Some(mut conversation) = conversations::find(tx, conversation)? else { return Ok(()) };
    let joined = Happening::Joined(conversation.id);
    let event = events::append(tx, &mut conversation, Visibility::All, joined)?;
    conversations::save(tx, &conversation)?;
    news.push(Announcement::Happened(event));
    Ok(())
}

/// SES-13: a ban follows a merge by hand, and ends the sessions of both.
fn bar(tx: &mut Tx<'_>, plan: &MergePlan, before: Bars, news: &mut Vec<Announcement>) -> Step<()> {
    if plan.bars != before {
        users::set_banned(tx, plan.into, plan.bars.banned_at)?;
        users::set_tokens_from(tx, plan.into, plan.bars.tokens_from)?;
    }
    if plan.bars.banned_at.is_some() {
        users::end_sessions(tx, plan.into)?;
        news.push(Announcement::UserEnded(plan.into));
    }
    Ok(())
}
