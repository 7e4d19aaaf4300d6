//! An administrator undoes a merge, by hand or by a login (MRG-8, MRG-12).

use bonafide_domain::{
    audit::Action,
    email::EmailAddress,
    id::{ConversationId, MergeId, UserId},
    identity::{Bars, EmailPolicy, Fate, Standing, UndoPlan, Whose},
    session::EndReason,
};
use bonafide_store::{
    Announcement, Done, LockKey, StoreError, Tx, accounts, audit_log, conversations,
    emails::{self, Grounds},
    merges::{self, How, Merge},
    sessions,
    users::{self, User},
};
use serde_json::json;

use super::{
    Refused, Step,
    address_lock::{POLICY_LOCK, address_lock},
    admission,
    joining::{self, EmailBefore},
    merge_users, open_session,
    parting::Parting,
    person::{self, Person},
    taking::take_users,
};
use crate::secrets::AgentToken;

/// Two who are two again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneMerge {
    /// Who had been merged, and the conversation they have.
    pub undone: (Person, Option<ConversationId>),
    /// Into whom, and the conversation they have.
    pub survivor: (Person, Option<ConversationId>),
    /// How many messages went back to where they were.
    pub back: usize,
    /// How many of those written since went to whom they name: to the undone one, and to the survivor.
    pub settled: (usize, usize),
    /// The number of the ticket that is again what it was.
    pub ticket: Option<i64>,
    /// The addresses that the undone one had, and who has each now.
    pub addresses: Vec<(String, Returned)>,
}

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// It is theirs.
    Back,
    /// Somebody else holds it, and keeps it.
    HeldBy(Box<Person>),
    /// It was taken away meanwhile, by hand or by a policy, and is nobody's.
    Gone,
}

/// Undoes a merge.
pub fn undo_merge(tx: &mut Tx<'_>, token: &AgentToken, id: MergeId) -> Step<Done<UndoneMerge>> {
    let by = admission::admit_administrator(tx, token)?;
    let merge = merges::find(tx, id)?.ok_or(Refused::NotFound)?;
    let addresses: Vec<EmailBefore> = joining::kept(&merge.done.emails_before)?;
    lock(tx, &merge, &addresses)?;
    let (undone, survivor) = take(tx, &merge)?;
    let partings = Parting::take_all(tx, &merge, survivor.id)?;
    let plans = partings.iter().map(|parting| parting.plan(tx)).collect::<Step<Vec<_>>>()?;
    let plan = plans.first().ok_or_else(|| StoreError::Bug("a merge is about no two".to_owned()))?;
    merges::undo(tx, id, by.id)?;

    let mut news = Vec::new();
    for user in &plan.users {
        users::set_root(tx, *user, undone.id)?;
    }
    users::revive(tx, undone.id)?;
    part_bars(tx, &merge, &undone, &survivor)?;
    let mut parted = Vec::new();
    for (parting, plan) in partings.iter().zip(&plans) {
        parted.push((parting.carry_out(tx, plan, &mut news)?, plan));
    }
    let mut ticket = None;
    for (parted, plan) in &parted {
        ticket = parted.tickets(tx, plan, survivor.id)?.or(ticket);
    }
    let addresses = give_back(tx, plan, &addresses)?;
    end_sessions(tx, &merge, plan, survivor.id, &mut news)?;

    let detail = json!({ "merge": id, "from": undone.id, "addresses_lost": lost(&addresses) });
    audit_log::insert(tx, Some(by.id), Action::UserUndoMerge, &survivor.id.to_string(), &detail)?;
    let settled = |whose| plans.iter().flat_map(|plan| &plan.settle).filter(|(_, to)| *to == whose).count();
    let mut shown = |user| -> Step<_> {
        let conversation = conversations::find_of_user(tx, user)?.map(|conversation| conversation.id);
        Ok((person::load(tx, user)?, conversation))
    };
    let value = UndoneMerge {
        undone: shown(undone.id)?,
        survivor: shown(survivor.id)?,
        back: plans.iter().map(|plan| plan.back.len()).sum(),
        settled: (settled(Whose::Undone), settled(Whose::Survivors)),
        ticket,
        addresses,
    };
    Ok(Done { value, announcements: news })
}

/// Addresses may get a holder again, and the session of a login ends.
fn lock(tx: &mut Tx<'_>, merge: &Merge, addresses: &[EmailBefore]) -> Step<()> {
    let device = match merge.done.how {
        How::Login(session) | How::Answer(session) => {
            sessions::find(tx, session)?.map(|kept| kept.session.device)
        }
        How::Hand { .. } => None,
    };
    let addresses = addresses.iter().map(|address| address_lock(&address.key));
    let keys: Vec<LockKey<'_>> = addresses.chain(device.iter().map(open_session::device_lock)).collect();
    // EML-6: what may go back rests on the policy.
    Ok(tx.lock_sharing(POLICY_LOCK, &keys)?)
}

/// Takes who was merged and who they resolve to now, in the order of their ids.
fn take(tx: &mut Tx<'_>, merge: &Merge) -> Step<(User, User)> {
    let id = merge.done.from;
    let find = |tx: &mut Tx<'_>| -> Step<(User, User)> {
        let undone = users::find(tx, id)?.ok_or(Refused::NotFound)?;
        let survivor = users::find_root(tx, id)?.ok_or(Refused::NotFound)?;
        Ok((undone, survivor))
    };
    let (both, _) = take_users(tx, find, |(undone, survivor)| [undone.id, survivor.id].into())?;
    Ok(both)
}

/// SES-13: what held one of them back comes apart again, where a merge by hand had put it together.
fn part_bars(tx: &mut Tx<'_>, merge: &Merge, undone: &User, survivor: &User) -> Step<()> {
    let How::Hand { bars, .. } = &merge.done.how else { return Ok(()) };
    let (survivors, undones) = Bars::apart(merge_users::bars(survivor), *bars, merge_users::bars(undone));
    for (user, bars) in [(survivor, survivors), (undone, undones)] {
        users::set_banned(tx, user.id, bars.banned_at)?;
        users::set_tokens_from(tx, user.id, bars.tokens_from)?;
    }
    Ok(())
}

/// An address goes back only if nobody else holds it, else the administrator is told. One that a form gave goes back to
/// whoever gave it, if the policy still lets it be an identity (EML-6, EML-9).
fn give_back(tx: &mut Tx<'_>, plan: &UndoPlan, addresses: &[EmailBefore]) -> Step<Vec<(String, Returned)>> {
    let policy = accounts::find_email_policy(tx)?.map_or(EmailPolicy::VerifiedOnly, |setting| setting.policy);
    let mut returned = Vec::new();
    for before in addresses {
        let fate = match emails::find(tx, &before.key)? {
            Some(held) if plan.users.contains(&held.user) => Returned::Back,
            Some(held) => Returned::HeldBy(Box::new(person::load(tx, held.root)?)),
            None if before.dropped && policy.fate(Standing::Form) == Fate::Stays => {
                let address = EmailAddress::new(&before.address)
                    .map_err(|_| StoreError::Corrupt("what a merge kept is no address".into()))?;
                emails::insert(tx, before.user, &address, Grounds::Form)?;
                Returned::Back
            }
            None => Returned::Gone,
        };
        returned.push((before.address.clone(), fate));
    }
    Ok(returned)
}

fn lost(addresses: &[(String, Returned)]) -> Vec<&str> {
    let lost = addresses.iter().filter(|(_, fate)| *fate != Returned::Back);
    lost.map(|(address, _)| address.as_str()).collect()
}

/// Ends every session opened through the merge, its alias or the retired id. All others read again what is theirs now.
fn end_sessions(
    tx: &mut Tx<'_>,
    merge: &Merge,
    plan: &UndoPlan,
    survivor: UserId,
    news: &mut Vec<Announcement>,
) -> Step<()> {
    users::end_sessions(tx, plan.undone)?;
    match merge.done.how {
        How::Login(session) | How::Answer(session) => {
            sessions::end(tx, session, EndReason::Administrator)?;
            news.push(Announcement::SessionEnded(session));
        }
        How::Hand { .. } => {}
    }
    news.extend([Announcement::UserEnded(plan.undone), Announcement::UserMoved(survivor)]);
    Ok(())
}
