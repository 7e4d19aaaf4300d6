//! A token, explained to an administrator (SEE-7).

use bonafide_domain::{
    id::UserId,
    identity::Who,
    token::{Check, Outcome, Warning},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::use_cases::explain_token::Explained;

/// A token to be explained, as a login on a channel would find it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainToken {
    /// The channel's public key.
    pub channel: String,
    /// The token.
    pub token: String,
}

/// The token is not shown.
impl std::fmt::Debug for ExplainToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExplainToken").finish_non_exhaustive()
    }
}

/// What there is to say about a token. Nothing was changed, and nobody was logged in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenExplained {
    /// Whether a login with it would be accepted now.
    accepted: bool,
    /// Every check, in the order in which a login makes them.
    checks: Vec<CheckMade>,
    /// The signing key that its kid names, if it is one of the account's.
    key: Option<String>,
    /// The external id, only of a token whose signature is good.
    external_id: Option<String>,
    /// The rule that finds the user.
    rule: Option<&'static str>,
    /// Who it is, if there is such a user already.
    #[schemars(with = "Option<String>")]
    user: Option<UserId>,
    /// What the developer should change, though it may be accepted.
    advice: Vec<String>,
}

/// A check of a token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckMade {
    /// Its name.
    check: &'static str,
    /// The rule that it carries out.
    rule: &'static str,
    /// What it looks for.
    looks_for: &'static str,
    /// `passed`, `failed`, or `not_reached`: an earlier one failed.
    outcome: &'static str,
    /// The reason that the page is told, where it failed.
    reason: Option<&'static str>,
    /// What exactly was wrong, where it failed.
    detail: Option<String>,
}

impl From<Explained> for TokenExplained {
    fn from(explained: Explained) -> Self {
        let Explained { record, who, mistake, hint } = explained;
        let odd = record.warnings().iter().map(|(_, warning): &(Check, Warning)| warning.to_string());
        let mistake = mistake.map(|mistake| mistake.to_string());
        let advice = mistake.into_iter().chain(odd).chain(hint.map(|hint| hint.to_string())).collect();
        Self {
            accepted: who.is_some(),
            checks: record.outcomes().map(|(check, outcome)| CheckMade::of(check, outcome)).collect(),
            key: record.key().map(|key| key.kid()),
            external_id: record.external_id().map(|id| id.as_str().to_owned()),
            rule: who.map(Who::rule),
            user: who.and_then(Who::user),
            advice,
        }
    }
}

impl CheckMade {
    fn of(check: Check, outcome: &Outcome) -> Self {
        let (outcome, reason, detail) = match outcome {
            Outcome::Passed => ("passed", None, None),
            Outcome::Failed { reason, detail } => {
                ("failed", Some(reason.as_str()), Some(detail.clone().into_owned()))
            }
            Outcome::NotReached => ("not_reached", None, None),
        };
        Self {
            check: check.as_str(),
            rule: check.rule(),
            looks_for: check.description(),
            outcome,
            reason,
            detail,
        }
    }
}
