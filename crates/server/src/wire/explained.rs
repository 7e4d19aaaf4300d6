//! A token, explained to an administrator (SEE-7).

use bonafide_domain::{
    id::UserId,
    identity::{Address, Attached, Resolution, Who},
    token::{
        Check, Outcome, Warning,
        mistake::{IdHint, Mistake},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;
use crate::use_cases::explain_token::Explained;

/// A token to be explained, as a login on a channel would find it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainToken {
    /// The channel's public key.
    pub channel: String,
    /// The token.
    pub token: String,
    /// As if it were this moment, in RFC 3339; as it is now without. The token's own times are judged at that moment. Its
    /// key, bans and people are those of now.
    pub at: Option<String>,
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
    /// Whether a login with it would be accepted now, or would be if it were `at`.
    accepted: bool,
    /// The moment that it was judged at as if it were now; null where it is judged as it is.
    at: Option<Time>,
    /// Every check, in the order in which a login makes them.
    checks: Vec<CheckMade>,
    /// The account's key that it is to be proven by: the signing key that its kid names, or the chat's secret that made it.
    key: Option<String>,
    /// The external id, only of a token whose signature is good.
    external_id: Option<String>,
    /// The rule that finds the user.
    rule: Option<&'static str>,
    /// Who it is, if there is such a user already.
    #[schemars(with = "Option<String>")]
    user: Option<UserId>,
    /// What would become of its email address: `stays` (with whoever has it, or with nobody), `attached` as verified,
    /// `attached_unverified`, `moves` from somebody else to the user as verified, `verified` where the user had it, or
    /// `doubted` or `released` where the token says that it is not verified. Null where the token brings none.
    address: Option<&'static str>,
    /// Somebody who may be the same person.
    #[schemars(with = "Option<String>")]
    one_person: Option<UserId>,
    /// What the developer should change, the cause of a refusal first. There may be some of an accepted one too.
    advice: Vec<Advice>,
}

/// What a developer should change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Advice {
    /// A word for programs. Of a refusal: `decoded_secret`, `white_space`, `another_key`, `signing_key`, `rest_key`, `whole_object`,
    /// `number_as_external_id`, `no_scope`, `milliseconds`, `time_as_text`. Of an accepted token:
    /// `email_verified_is_text`, `address_not_trusted`, `address_of_action`, `empty_claim`, `token_too_old` and `email_conflict` where these are only reported, `external_id_is_address`, `external_id_is_telephone`,
    /// `external_id_is_name`.
    code: &'static str,
    /// What it is about, where the word does not say it: a key's id, a claim, or a user.
    about: Option<String>,
    /// What was wrong and what to do, for people.
    says: String,
}

impl From<Mistake> for Advice {
    fn from(mistake: Mistake) -> Self {
        let about = match mistake {
            Mistake::AnotherKey(key) | Mistake::SigningKey(key) | Mistake::RestKey(key) => Some(key.kid()),
            Mistake::Milliseconds(claim) | Mistake::TimeAsText(claim) => Some(claim.to_string()),
            Mistake::DecodedSecret
            | Mistake::WhiteSpace
            | Mistake::WholeObject
            | Mistake::NumberAsExternalId
            | Mistake::NoScope => None,
        };
        Self { code: mistake.as_str(), about, says: mistake.to_string() }
    }
}

impl From<Warning> for Advice {
    fn from(warning: Warning) -> Self {
        Self { code: warning.as_str(), about: warning.about(), says: warning.to_string() }
    }
}

impl From<IdHint> for Advice {
    fn from(hint: IdHint) -> Self {
        Self { code: hint.as_str(), about: None, says: hint.to_string() }
    }
}

fn address(address: Address) -> &'static str {
    match address {
        Address::Stays => "stays",
        Address::Attach(Attached::Verified) => "attached",
        Address::Attach(Attached::Unverified) => "attached_unverified",
        Address::Move { .. } => "moves",
        Address::Verify => "verified",
        Address::Doubt => "doubted",
        Address::Release => "released",
        Address::Disown => "disowned",
    }
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
        let Explained { record, resolution, mistake, hint, at } = explained;
        let odd = record.warnings().iter().map(|&(_, warning)| Advice::from(warning));
        let advice = mistake.map(Advice::from).into_iter().chain(odd).chain(hint.map(Advice::from)).collect();
        let who = resolution.map(|Resolution { who, .. }| who);
        Self {
            accepted: resolution.is_some(),
            at: at.map(Time),
            checks: record.outcomes().map(|(check, outcome)| CheckMade::of(check, outcome)).collect(),
            key: record.key().map(|key| key.kid()),
            external_id: record.external_id().map(|id| id.as_str().to_owned()),
            rule: who.map(Who::rule),
            user: who.and_then(Who::user),
            address: resolution.and_then(|resolution| resolution.address).map(address),
            one_person: resolution.and_then(|resolution| resolution.one_person),
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
