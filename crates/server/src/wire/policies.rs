//! The policies of an account: what becomes an email identity, and what can refuse a login.

use bonafide_domain::{
    id::EmailIdentityId,
    identity::{EmailPolicy, JoinPolicy},
    mode::Mode,
    time::Span,
};
use bonafide_store::accounts::{EmailPolicySetting, LoginSettings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Time,
    person::{Email, Person},
};
use crate::use_cases::email_policy::{Leaving, Preview};

/// What becomes an email identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailPolicyName {
    /// Only an address that a token says was verified.
    VerifiedOnly,
    /// One that nobody verified too, if nobody holds it.
    VerifiedAndUnverified,
    /// As before, and whoever is not signed in can take one over.
    AnyoneMayClaim,
}

impl From<EmailPolicyName> for EmailPolicy {
    fn from(name: EmailPolicyName) -> Self {
        match name {
            EmailPolicyName::VerifiedOnly => Self::VerifiedOnly,
            EmailPolicyName::VerifiedAndUnverified => Self::VerifiedAndUnverified,
            EmailPolicyName::AnyoneMayClaim => Self::AnyoneMayClaim,
        }
    }
}

/// The email policy in force.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "EmailPolicy")]
pub struct PolicyInForce {
    /// `verified_only`, `verified_and_unverified` or `anyone_may_claim`.
    policy: &'static str,
    /// Since when.
    since: Time,
}

impl From<EmailPolicySetting> for PolicyInForce {
    fn from(EmailPolicySetting { policy, since }: EmailPolicySetting) -> Self {
        Self { policy: policy.as_str(), since: Time(since) }
    }
}

/// Asks what a change of the email policy would take.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewEmailPolicy {
    /// The policy to change to.
    pub policy: EmailPolicyName,
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub after: Option<EmailIdentityId>,
}

/// What a change of the email policy would take. Nothing is changed yet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmailPolicyPreview {
    /// What a confirmation names this preview by.
    preview: String,
    /// The policy in force.
    from: &'static str,
    /// The policy that was asked about.
    policy: &'static str,
    /// How many addresses would be removed.
    removed: i64,
    /// How many would go back to the owner whom they were claimed from.
    returned: i64,
    /// How many people would lose one.
    people: i64,
    /// How many addresses that no token verified would stay.
    kept: i64,
    /// How many addresses are verified: all of them stay.
    verified: i64,
    /// A page of the addresses that their people would lose, oldest first.
    identities: Vec<LeavingIdentity>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<EmailIdentityId>,
}

/// An address that somebody would lose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeavingIdentity {
    /// The address.
    email: Email,
    /// Whose it is.
    user: Person,
    /// The owner whom it was claimed from, and who would have it again; null if it would be removed.
    goes_back_to: Option<Person>,
}

impl From<Leaving> for LeavingIdentity {
    fn from(Leaving { identity, person, goes_back_to }: Leaving) -> Self {
        Self { email: identity.into(), user: person.into(), goes_back_to: goes_back_to.map(Into::into) }
    }
}

impl From<Preview> for EmailPolicyPreview {
    fn from(preview: Preview) -> Self {
        Self {
            preview: preview.name(),
            from: preview.from.as_str(),
            policy: preview.to.as_str(),
            removed: preview.summary.removed,
            returned: preview.summary.returned,
            people: preview.summary.people,
            kept: preview.summary.kept,
            verified: preview.verified,
            identities: preview.page.into_iter().map(Into::into).collect(),
            next: preview.next,
        }
    }
}

/// Chooses an email policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseEmailPolicy {
    /// The policy.
    pub policy: EmailPolicyName,
    /// The `preview` that named what this changes.
    pub preview: String,
    /// Whether the risk was confirmed: `anyone_may_claim` asks for it.
    #[serde(default)]
    pub confirmed: bool,
}

/// When what was written before a login is joined without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinPolicyName {
    /// If it was written within the last half an hour. Of anything older the person is asked.
    WithinHalfAnHour,
    /// However long ago it was: on a shared device one person's words may reach the next.
    Always,
    /// Never: the person is asked each time.
    Ask,
}

impl From<JoinPolicyName> for JoinPolicy {
    fn from(name: JoinPolicyName) -> Self {
        match name {
            JoinPolicyName::WithinHalfAnHour => Self::WithinHalfAnHour,
            JoinPolicyName::Always => Self::Always,
            JoinPolicyName::Ask => Self::Ask,
        }
    }
}

/// When what was written before a login is joined without asking.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(rename = "JoinPolicy")]
pub struct JoinPolicyInForce {
    /// `within_half_an_hour`, `always` or `ask`.
    policy: &'static str,
}

impl From<JoinPolicy> for JoinPolicyInForce {
    fn from(policy: JoinPolicy) -> Self {
        Self { policy: policy.as_str() }
    }
}

/// Chooses when what was written before a login is joined without asking.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseJoinPolicy {
    /// The policy.
    pub policy: JoinPolicyName,
    /// Whether the risk was confirmed: `always` asks for it.
    #[serde(default)]
    pub confirmed: bool,
}

/// Whether a policy refuses, or only reports that it would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeName {
    /// It refuses.
    Enforced,
    /// It refuses nobody, and the login log says whom it would have.
    ReportOnly,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Enforced => Self::Enforced,
            ModeName::ReportOnly => Self::ReportOnly,
        }
    }
}

/// What can refuse a login by an administrator's choice.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoginPolicies {
    /// A login whose address is somebody else's.
    email_conflicts: EmailConflicts,
    /// A token that is too old.
    token_age: TokenAge,
}

/// What becomes of a login whose address is somebody else's.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmailConflicts {
    /// `enforced`, or `report_only`: the login goes on, and the address gives no identity.
    mode: &'static str,
}

/// How old a token may be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenAge {
    /// `enforced` or `report_only`.
    mode: &'static str,
    /// The greatest age in seconds, reckoned from `iat`; null for any age.
    greatest_seconds: Option<i64>,
}

impl From<LoginSettings> for LoginPolicies {
    fn from(settings: LoginSettings) -> Self {
        let seconds = |age: Span| age.as_millis() / 1000;
        Self {
            email_conflicts: EmailConflicts { mode: settings.email_conflicts.as_str() },
            token_age: TokenAge {
                mode: settings.token_age_mode.as_str(),
                greatest_seconds: settings.greatest_token_age.map(seconds),
            },
        }
    }
}

/// Changes what can refuse a login; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLoginPolicies {
    /// A login whose address is somebody else's.
    pub email_conflicts: Option<ChangeEmailConflicts>,
    /// A token that is too old.
    pub token_age: Option<ChangeTokenAge>,
}

/// What becomes of a login whose address is somebody else's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmailConflicts {
    /// Whether it is refused.
    pub mode: ModeName,
}

/// How old a token may be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTokenAge {
    /// Whether an older one is refused.
    pub mode: ModeName,
    /// The greatest age in seconds, from 60 to 31622400; null or absent for any age.
    pub greatest_seconds: Option<i64>,
}
