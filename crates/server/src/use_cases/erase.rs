//! A person is erased (RES-11): the first step makes them unreachable, and what takes time is done in pieces after it.

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    erasure::{self, KeptBars, Subject, Work},
    id::{ErasureId, UserId},
    limits,
    namespace::Namespace,
    time::Millis,
};
use bonafide_store::{
    Announcement, Done, LockKey, StoreError, Tx, audit_log, conflicts,
    conversations::{self, Conversation},
    displaced,
    emails::{self, EmailIdentity},
    erasures::{self, Counts},
    evidence, kept_bans, login_log, merges, questions,
    records::{self, Kept},
    sessions, suggestions, tickets, users,
};
use serde_json::json;

use super::{
    Rest, Step,
    address_lock::{POLICY_LOCK, address_lock},
    admission, log_in, merge_users, person,
};
use crate::secrets::{AccountKey, AgentToken};

/// What erasing a person would free and lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who it is.
    pub user: UserId,
    /// The external ids that become free, aliases among them.
    pub external_ids: Vec<String>,
    /// The addresses that become free.
    pub addresses: Vec<String>,
    /// Whether there is a ban, which goes on (SES-13).
    pub is_banned: bool,
    /// From when on tokens must be, which goes on for the external ids (SES-14).
    pub tokens_from: Option<Millis>,
    /// The records with an external id of theirs. They are the customer's, and stay until they are deleted (OMN-16).
    pub records: Vec<Kept>,
    /// How much of everything would go.
    pub counts: Counts,
}

/// Says what erasing the person behind an id would free and lose.
pub fn preview(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Preview> {
    admission::admit_administrator(tx, token)?;
    let root = person::find_root(tx, user)?;
    let holdings = Holdings::of(tx, root.id)?;
    let counts = counts(tx, root.id, &holdings)?;
    let records = holdings.records(tx)?;
    let tokens_from = root.tokens_from.filter(|_| !holdings.external_ids.is_empty());
    Ok(Preview {
        user: root.id,
        external_ids: holdings.external_ids.into_iter().map(|(_, value)| value).collect(),
        addresses: holdings.addresses.into_iter().map(|held| held.address).collect(),
        is_banned: root.banned_at.is_some(),
        tokens_from,
        records,
        counts,
    })
}

/// What a person holds that others may want.
struct Holdings {
    external_ids: Vec<(Namespace, String)>,
    addresses: Vec<EmailIdentity>,
    /// The addresses, as they are compared, that would go back to them from whoever claimed them (EML-5).
    claimed: Vec<String>,
}

impl Holdings {
    fn of(tx: &mut Tx<'_>, root: UserId) -> Step<Self> {
        Ok(Self {
            external_ids: users::all_external_ids(tx, root)?,
            addresses: emails::of_user(tx, root)?,
            claimed: displaced::of_user(tx, root)?.into_iter().map(|(_, key)| key).collect(),
        })
    }

    /// The customer's records that have one of the external ids as their id (OMN-6).
    fn records(&self, tx: &mut Tx<'_>) -> Step<Vec<Kept>> {
        let mut found = Vec::new();
        for (namespace, value) in &self.external_ids {
            found.extend(records::with_id(tx, *namespace, value)?);
        }
        Ok(found)
    }

    /// Every address that the erasure decides about, as it is compared.
    fn keys(&self) -> BTreeSet<&str> {
        self.addresses.iter().map(|held| &held.key).chain(&self.claimed).map(String::as_str).collect()
    }

    /// RES-7: whoever wants one of them comes before or after the whole erasure. What was claimed from them would go back by
    /// a login or an answer of the claimer, or by a change of the policy (EML-5): all of these hold the lock of the policies.
    fn lock(&self, tx: &mut Tx<'_>) -> Step<()> {
        let named: Vec<_> =
            self.external_ids.iter().map(|(namespace, value)| log_in::named(*namespace, value)).collect();
        let addresses = self.keys();
        let external_ids = named.iter().map(|named| log_in::external_id_lock(named));
        let policies = (!self.claimed.is_empty()).then_some(POLICY_LOCK);
        let addresses = addresses.iter().map(|key| address_lock(key));
        let locks: Vec<LockKey<'_>> = external_ids.chain(addresses).chain(policies).collect();
        Ok(tx.lock(&locks)?)
    }

    /// Whether all that they hold was locked with what they held before.
    fn are_locked_with(&self, before: &Self) -> bool {
        self.external_ids == before.external_ids
            && self.keys().is_subset(&before.keys())
            && (self.claimed.is_empty() || !before.claimed.is_empty())
    }
}

/// How much of everything would go.
fn counts(tx: &mut Tx<'_>, root: UserId, holdings: &Holdings) -> Step<Counts> {
    let mut counts = Counts {
        evidence: evidence::count_of(tx, root)?,
        login_lines: login_log::count_of_user(tx, root)?,
        ..at_once(tx, root, holdings)?
    };
    for conversation in own_conversations(tx, root)? {
        counts.messages += conversation.messages;
        counts.tickets += tickets::count_of(tx, conversation.id)?;
    }
    for (_, value) in &holdings.external_ids {
        counts.login_lines += login_log::count_refused(tx, value)?;
    }
    Ok(counts)
}

/// How much the first step takes. What goes in pieces is counted as it goes.
fn at_once(tx: &mut Tx<'_>, root: UserId, holdings: &Holdings) -> Step<Counts> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Counts {
        sessions: number(sessions::of_user(tx, root)?.len()),
        external_ids: number(holdings.external_ids.len()),
        addresses: number(holdings.addresses.len()),
        conversations: number(own_conversations(tx, root)?.len()),
        merges: merges::count_of(tx, root)?,
        ..Counts::default()
    })
}

/// What was joined is found in the conversation it was joined into, and counted there.
fn own_conversations(tx: &mut Tx<'_>, root: UserId) -> Step<Vec<Conversation>> {
    let all = conversations::all_of_user(tx, root)?;
    Ok(all.into_iter().filter(|found| found.root == found.id).collect())
}

/// Erases a person. With the answer they are unreachable: their sessions have ended, their external ids, aliases and
/// addresses are free, and nobody sees their conversations. The rest goes piece by piece.
pub fn erase(tx: &mut Tx<'_>, token: &AgentToken, user: UserId, key: &AccountKey) -> Step<Done<ErasureId>> {
    let administrator = admission::admit_administrator(tx, token)?;
    let found = person::find_root(tx, user)?;
    let before = Holdings::of(tx, found.id)?;
    before.lock(tx)?;
    let root = person::take(tx, user)?;
    // Asked first: whoever was merged meanwhile leads to somebody whose holdings nobody has locked.
    let subject = Subject { asked: user, root: root.id, bars: merge_users::bars(&root) };
    let bars = erasure::erase(&subject)?;
    let holdings = Holdings::of(tx, root.id)?;
    if !holdings.are_locked_with(&before) {
        return Err(StoreError::Busy.into()); // they have got something since
    }

    let at_once = at_once(tx, root.id, &holdings)?;
    let id = erasures::insert(tx, root.id, administrator.id, bars.is_banned, &at_once)?;
    keep_bars(tx, bars, root.id, &holdings, key)?;
    let announcements = make_unreachable(tx, id, root.id, &holdings)?;
    let detail = json!({ "ban_kept": bars.is_banned, "earlier_tokens_refused": bars.tokens_from.is_some() });
    audit_log::insert(tx, Some(administrator.id), Action::UserErase, &root.id.to_string(), &detail)?;
    Ok(Done { value: id, announcements })
}

/// SES-13, SES-14: what held them back survives, without the external id that it is about.
fn keep_bars(
    tx: &mut Tx<'_>,
    bars: KeptBars,
    user: UserId,
    holdings: &Holdings,
    key: &AccountKey,
) -> Step<()> {
    if bars.is_nothing() {
        return Ok(());
    }
    for (namespace, value) in &holdings.external_ids {
        kept_bans::insert(tx, &key.ban_digest(*namespace, value), user, bars)?;
    }
    Ok(())
}

fn make_unreachable(
    tx: &mut Tx<'_>,
    id: ErasureId,
    root: UserId,
    holdings: &Holdings,
) -> Step<Vec<Announcement>> {
    let mut announcements = vec![Announcement::UserEnded(root)];
    let mut erased = Vec::new();
    for conversation in conversations::all_of_user(tx, root)? {
        conversations::erase(tx, conversation.id)?;
        announcements.push(Announcement::ConversationErased(conversation.id));
        erased.push(conversation.id);
    }
    // First: what somebody claimed whom agents found to be the owner would go back to who is erased.
    for key in &holdings.claimed {
        displaced::forget(tx, key)?;
    }
    for held in &holdings.addresses {
        emails::release(tx, held.id)?;
        conflicts::close_over_address(tx, &held.key)?;
    }
    for (namespace, value) in &holdings.external_ids {
        conflicts::close_of_external_id(tx, *namespace, value)?;
    }
    // Before the merges, by which some of them are void.
    questions::forget(tx, root)?;
    merges::forget(tx, root)?;
    suggestions::forget(tx, root)?;
    let external_ids: Vec<_> = holdings.external_ids.iter().map(|(_, value)| value.clone()).collect();
    erasures::leave_traces(tx, id, root, &erased, &external_ids)?;
    users::erase(tx, root)?;
    Ok(announcements)
}

/// Does the next piece of what is left of anybody who was erased. Whoever is interrupted goes on where they were.
pub fn erase_piece(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    // Two nodes do one piece after the other, and none twice.
    tx.lock(&[LockKey { kind: "erasures", value: &[] }])?;
    let Some(left) = erasures::next(tx)? else { return Ok(Done::quiet(Rest::Nothing)) };
    for work in left.trace.work() {
        let piece = erasures::carry_out(tx, &left, *work, limits::PIECE)?;
        erasures::count(tx, left.erasure, &counted(*work, piece.done))?;
        if piece.more {
            return Ok(Done::quiet(Rest::More));
        }
    }
    erasures::leave_behind(tx, &left)?;
    Ok(Done::quiet(Rest::More))
}

fn counted(work: Work, done: i64) -> Counts {
    match work {
        Work::DeleteMessages => Counts { messages: done, ..Counts::default() },
        Work::DeleteTickets => Counts { tickets: done, ..Counts::default() },
        Work::BlankEvidence => Counts { evidence: done, ..Counts::default() },
        Work::BlankRefusedLogins | Work::BlankLogins => Counts { login_lines: done, ..Counts::default() },
        Work::DeleteEvents | Work::DeleteContexts | Work::BlankFollowUps | Work::ForgetDevices => {
            Counts::default()
        }
    }
}
