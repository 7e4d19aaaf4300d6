//! A trial of rules (ROU-6): on whom, and what it shows.

use bonafide_domain::{
    context::{ContextName, ContextVariables},
    id::{ChannelId, ConversationId, QueueId},
    limits,
    metadata::FieldValue,
    routing::{Passed, Why},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, workstream::RuleSet};
use crate::{
    http::schema::FieldText,
    use_cases::{Refused, try_workstream::Trial},
};

/// Asks where rules would send somebody: by `conversation`, or by `channel` and perhaps a `token`, or `signed_in` where it takes codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryRules {
    /// The rules, which need not be saved.
    pub rules: RuleSet,
    /// The id of a channel that somebody writes on.
    #[schemars(with = "Option<String>")]
    pub channel: Option<ChannelId>,
    /// The token that they are signed in with on it. Not on a channel that takes codes: a code would be used up by trying it.
    pub token: Option<String>,
    /// That they are signed in on a channel that takes codes, as if one had been exchanged.
    pub signed_in: Option<SignedInByCode>,
    /// The id of a conversation: as it was when the rules sent its newest ticket to its queue, or as it is now if they did not.
    #[schemars(with = "Option<String>")]
    pub conversation: Option<ConversationId>,
}

/// What would come of a code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedInByCode {
    /// The context variables that would come signed: at most 100.
    contexts: Vec<SignedContext>,
}

/// A context variable that would come signed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignedContext {
    /// Its name, of 1 to 100 characters.
    name: String,
    /// A text, a number, true or false.
    #[schemars(with = "FieldText")]
    value: FieldValue,
}

impl TryFrom<SignedInByCode> for ContextVariables {
    type Error = Refused;

    fn try_from(SignedInByCode { contexts }: SignedInByCode) -> Result<Self, Refused> {
        if contexts.len() > limits::CONTEXT_VARIABLES {
            return Err(Refused::Invalid("`contexts` has more than 100 context variables."));
        }
        let mut variables = Self::new();
        for SignedContext { name, value } in contexts {
            let name = ContextName::new(&name).map_err(|refused| Refused::Text("contexts", refused))?;
            if variables.insert(name, value).is_some() {
                return Err(Refused::Invalid("`contexts` names a context variable twice."));
            }
        }
        Ok(variables)
    }
}

/// Where the rules send somebody, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RulesTried {
    /// Why the token is not good, so that nobody would be signed in by it; else the rest is there.
    token_refused: Option<&'static str>,
    /// When the rules sent the conversation's ticket to its queue: who was signed in, what came signed and which queues were open is
    /// judged as it was then. Null where it is judged as it is now.
    as_of: Option<Time>,
    /// The id of the queue.
    #[schemars(with = "Option<String>")]
    queue: Option<QueueId>,
    /// With what priority.
    priority: Option<i64>,
    /// Which rule takes it, counted from 0; null where none does, and it is the fallback queue.
    rule: Option<usize>,
    /// Of each earlier rule, in their order, why it does not.
    passed: Vec<RulePassed>,
}

/// Why a rule does not take somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RulePassed {
    /// Its first condition that is not met, counted from 0.
    condition: usize,
    /// `otherwise`: it is not so. `unknown`: nothing is known of it. `not_signed`: only the page says so, and what counts comes
    /// signed. `other_type`: the value is not of its variable's type, or no number where one is read.
    why: &'static str,
}

impl From<Trial> for RulesTried {
    fn from(trial: Trial) -> Self {
        let passed = |Passed { condition, why }| RulePassed { condition, why: Why::as_str(why) };
        match trial {
            Trial::Decided { decision, as_of } => Self {
                token_refused: None,
                as_of: as_of.map(Time),
                queue: Some(decision.queue),
                priority: Some(decision.priority),
                rule: decision.rule,
                passed: decision.passed.into_iter().map(passed).collect(),
            },
            Trial::TokenRefused(reason) => Self {
                token_refused: Some(reason.as_str()),
                as_of: None,
                queue: None,
                priority: None,
                rule: None,
                passed: Vec::new(),
            },
        }
    }
}
