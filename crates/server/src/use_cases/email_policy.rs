//! Choosing what becomes an email identity: what a change would take, and the change itself (EML-1, EML-6).
//!
//! An account may have many identities, and the writer's time is everyone's (details 14). They are walked page by page
//! in transactions that only read; the change asks in one look whether they are still the same, and then takes them
//! piece by piece behind a policy that already applies.

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    id::{AccountId, AgentId, EmailIdentityId, Id, UserId},
    identity::{EmailPolicy, Fate, HeldIdentity, PolicyPreview, PolicySummary, policy_change},
    limits,
};
use bonafide_store::{
    Done, StoreError, Tx,
    accounts::{self, EmailPolicySetting},
    audit_log,
    emails::{self, EmailIdentity, UnverifiedTally},
};
use serde_json::json;

use super::{
    Refused, Step,
    address_lock::POLICY_LOCK,
    admission,
    person::{self, Person},
};
use crate::{App, hex::hex, secrets::AgentToken};

/// How often a change looks again because identities came or went between its walk and itself.
const LOOKS: usize = 3;

/// What a change of the policy would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The policy in force.
    pub from: EmailPolicy,
    /// The policy that was asked about.
    pub to: EmailPolicy,
    /// How much would change.
    pub summary: PolicySummary,
    /// How many identities are verified: none of them changes.
    pub verified: i64,
    /// A page of the identities that would not stay, oldest first.
    pub page: Vec<Leaving>,
    /// Where the next page begins, if there is one.
    pub next: Option<EmailIdentityId>,
}

impl Preview {
    /// What a confirmation names it by.
    pub fn name(&self) -> String {
        hex(&self.summary.fingerprint)
    }
}

/// An identity that would not stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The identity.
    pub identity: EmailIdentity,
    /// Whose it is.
    pub person: Person,
    /// Who gets it back: the owner whom it was claimed from (EML-5). Else it is removed.
    pub goes_back_to: Option<Person>,
}

/// A policy that an administrator chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The policy.
    pub policy: EmailPolicy,
    /// The name of the preview that they saw.
    pub preview: String,
    /// Whether they confirmed what they were warned of.
    pub confirmed: bool,
}

/// The policy in force.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken) -> Step<EmailPolicySetting> {
    admission::admit_administrator(tx, token)?;
    in_force(tx)
}

impl App {
    /// What a change to `to` would take, with the page of the identities after `after`.
    pub async fn preview_email_policy(
        &self,
        token: &AgentToken,
        to: EmailPolicy,
        after: Option<EmailIdentityId>,
    ) -> Step<Preview> {
        let walk = self.walk(token, to, after).await?;
        self.shown(token, walk).await
    }

    /// Puts a policy into force and does what its preview named. If that would be something else by now, it is refused
    /// with a new preview and nothing is changed.
    pub async fn change_email_policy(&self, token: &AgentToken, choice: &Choice) -> Step<EmailPolicySetting> {
        // EML-1
        if choice.policy == EmailPolicy::AnyoneMayClaim && !choice.confirmed {
            return Err(Refused::Unconfirmed.into());
        }
        for _ in 0..LOOKS {
            let walk = self.walk(token, choice.policy, None).await?;
            // What an earlier change left is not what this one was asked about.
            self.finish_email_policy(token.account).await?;
            if walk.from == choice.policy {
                let token = token.clone();
                return self.read(token.account, move |tx| read(tx, &token)).await; // asked for again
            }
            if walk.name() != choice.preview {
                let preview = self.shown(token, walk).await?;
                return Err(Refused::PreviewOutdated(Box::new(preview)).into());
            }
            let (asking, from, to, tally) = (token.clone(), walk.from, walk.to, walk.tally);
            let change = move |tx: &mut Tx<'_>| put_in_force(tx, &asking, from, to, &walk.summary, tally);
            if let Some(setting) = self.write(token.account, change).await? {
                self.finish_email_policy(token.account).await?;
                return Ok(setting);
            }
        }
        Err(StoreError::Busy.into())
    }

    /// Finishes the changes of all accounts.
    pub async fn finish_email_policies(&self) -> Step<()> {
        for account in self.store.read(Id::ZERO, accounts::all).await? {
            self.finish_email_policy(account).await?;
        }
        Ok(())
    }

    /// Takes what the policy in force has yet to take, piece by piece. A process that ended in the middle of it goes on
    /// when it starts.
    pub async fn finish_email_policy(&self, account: AccountId) -> Step<()> {
        let mut after = None;
        loop {
            let (goes, next) = self.read(account, move |tx| page_that_goes(tx, after)).await?;
            if goes {
                self.write(account, move |tx| take_piece(tx, None, after)).await?;
            }
            match next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Walks the identities under one policy from the beginning to the end: if another came into force on the way, what
    /// it took was seen by halves, and all is walked again.
    async fn walk(
        &self,
        token: &AgentToken,
        to: EmailPolicy,
        shown_after: Option<EmailIdentityId>,
    ) -> Step<Walk> {
        for _ in 0..LOOKS {
            let from = self.policy(token).await?;
            let walk = self.walk_from(token, from, to, shown_after).await?;
            if self.policy(token).await? == from {
                return Ok(walk);
            }
        }
        Err(StoreError::Busy.into())
    }

    async fn policy(&self, token: &AgentToken) -> Step<EmailPolicy> {
        let asking = token.clone();
        Ok(self.read(token.account, move |tx| read(tx, &asking)).await?.policy)
    }

    async fn walk_from(
        &self,
        token: &AgentToken,
        from: EmailPolicy,
        to: EmailPolicy,
        shown_after: Option<EmailIdentityId>,
    ) -> Step<Walk> {
        let mut preview = PolicyPreview::of(from, to);
        let mut walk = Walking { tally: UnverifiedTally::default(), page: Vec::new(), has_more: false };
        let mut after = None;
        loop {
            let piece = self.read(token.account, move |tx| page(tx, after)).await?;
            let goes = preview.add(&held(&piece));
            after = piece.last().map(|last| last.id);
            walk.add(piece, &goes, shown_after);
            if after.is_none() {
                break;
            }
        }
        let Walking { tally, page, has_more } = walk;
        Ok(Walk { from, to, summary: preview.summary(), tally, page, has_more })
    }

    /// The preview of what was walked, with the people of its page.
    async fn shown(&self, token: &AgentToken, walk: Walk) -> Step<Preview> {
        let asking = token.clone();
        let add_people = move |tx: &mut Tx<'_>| {
            admission::admit_administrator(tx, &asking)?;
            let Walk { from, to, summary, ref page, has_more, .. } = walk;
            let next = page.last().filter(|_| has_more).map(|last| last.id);
            let page = page.iter().map(|held| leaving(tx, held, to)).collect::<Step<_>>()?;
            Ok(Preview { from, to, summary, verified: emails::count_verified(tx)?, page, next })
        };
        self.read(token.account, add_people).await
    }
}

/// The identities that are not verified, walked to their end.
struct Walk {
    from: EmailPolicy,
    to: EmailPolicy,
    summary: PolicySummary,
    tally: UnverifiedTally,
    page: Vec<EmailIdentity>,
    has_more: bool,
}

impl Walk {
    fn name(&self) -> String {
        hex(&self.summary.fingerprint)
    }
}

/// What is kept of a walk on the way.
struct Walking {
    tally: UnverifiedTally,
    page: Vec<EmailIdentity>,
    has_more: bool,
}

impl Walking {
    fn add(&mut self, piece: Vec<EmailIdentity>, goes: &[HeldIdentity], after: Option<EmailIdentityId>) {
        for identity in piece {
            self.tally.add(&identity);
            let is_shown = after.is_none_or(|after| identity.id > after);
            if !is_shown || !goes.iter().any(|gone| gone.id == identity.id) {
                continue;
            }
            if self.page.len() < limits::POLICY_PAGE {
                self.page.push(identity);
            } else {
                self.has_more = true;
            }
        }
    }
}

fn held(identities: &[EmailIdentity]) -> Vec<HeldIdentity> {
    let held = |identity: &EmailIdentity| HeldIdentity {
        id: identity.id,
        user: identity.root,
        standing: identity.standing,
    };
    identities.iter().map(held).collect()
}

fn leaving(tx: &mut Tx<'_>, held: &EmailIdentity, to: EmailPolicy) -> Step<Leaving> {
    let goes_back_to = owner_after(held, to).map(|owner| person::load(tx, owner)).transpose()?;
    Ok(Leaving { identity: held.clone(), person: person::load(tx, held.root)?, goes_back_to })
}

/// Who has an identity back under a policy, if somebody has.
fn owner_after(held: &EmailIdentity, to: EmailPolicy) -> Option<UserId> {
    match to.fate(held.standing) {
        Fate::GoesBack(owner) => Some(owner),
        Fate::Stays | Fate::Goes => None,
    }
}

fn in_force(tx: &mut Tx<'_>) -> Step<EmailPolicySetting> {
    Ok(accounts::find_email_policy(tx)?.ok_or(Refused::NotFound)?)
}

fn page(tx: &mut Tx<'_>, after: Option<EmailIdentityId>) -> Step<Vec<EmailIdentity>> {
    Ok(emails::unverified_page(tx, after, limits::POLICY_PIECE)?)
}

/// Whether the policy in force has something to take of a page, and where the next one begins.
fn page_that_goes(tx: &mut Tx<'_>, after: Option<EmailIdentityId>) -> Step<(bool, Option<EmailIdentityId>)> {
    let policy = in_force(tx)?.policy;
    let page = page(tx, after)?;
    Ok((!policy_change(&held(&page), policy).is_empty(), page.last().map(|last| last.id)))
}

/// Puts `to` into force and takes the first piece, if all is still as it was walked; nothing otherwise. From here on no
/// login makes an identity by the policy before: whoever is about to has shared the lock and is waited for.
fn put_in_force(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    from: EmailPolicy,
    to: EmailPolicy,
    summary: &PolicySummary,
    tally: UnverifiedTally,
) -> Step<Done<Option<EmailPolicySetting>>> {
    tx.lock(&[POLICY_LOCK])?;
    let by = admission::admit_administrator(tx, token)?.id;
    if in_force(tx)?.policy != from || emails::tally_unverified(tx)? != tally {
        return Ok(Done::quiet(None));
    }
    accounts::set_email_policy(tx, to)?;
    let detail = json!({
        "before": from.as_str(),
        "after": to.as_str(),
        "removed": summary.removed,
        "returned": summary.returned,
        "people": summary.people,
    });
    let account = tx.account().to_string();
    audit_log::insert(tx, Some(by), Action::AccountChangeEmailPolicy, &account, &detail)?;
    let Done { value: (), announcements } = take_piece(tx, Some(by), None)?;
    Ok(Done { value: Some(in_force(tx)?), announcements })
}

/// Takes from a page what is no identity under the policy in force. What went, and whose it was, is in the audit log.
/// `by` is `None` where the change goes on behind the policy.
fn take_piece(tx: &mut Tx<'_>, by: Option<AgentId>, after: Option<EmailIdentityId>) -> Step<Done<()>> {
    tx.lock(&[POLICY_LOCK])?;
    let policy = in_force(tx)?.policy;
    let page = page(tx, after)?;
    let goes = policy_change(&held(&page), policy);
    let mut changed = BTreeSet::new();
    for identity in page.iter().filter(|identity| goes.iter().any(|gone| gone.id == identity.id)) {
        emails::release(tx, identity.id)?;
        let back = owner_after(identity, policy);
        let detail = json!({ "address": identity.address, "policy": policy.as_str(), "goes_back_to": back });
        audit_log::insert(tx, by, Action::UserLoseEmail, &identity.root.to_string(), &detail)?;
        changed.extend([identity.root, identity.whose()]);
    }
    Ok(Done { value: (), announcements: person::tell_changed(tx, changed)? })
}
