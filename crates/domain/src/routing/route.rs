//! Which rule takes a ticket, and why the earlier ones do not (ROU-6).

use super::{
    condition::Why,
    facts::{Facts, PageCounts},
    workstream::{ReadyCondition, Workstream},
};
use crate::{
    context::{ContextName, ContextType, ContextValue},
    id::QueueId,
    metadata::FieldValue,
    text::FieldId,
};

/// Where a ticket waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The queue.
    pub queue: QueueId,
    /// With what priority; higher goes first.
    pub priority: i64,
    /// Which rule took it, counted from 0; `None` where no rule did, and it is the fallback queue.
    pub rule: Option<usize>,
    /// Of each earlier rule, in their order, the first condition that was not met.
    pub passed: Vec<Passed>,
}

/// Why a rule did not take a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// Its first condition that was not met, counted from 0.
    pub condition: usize,
    /// Why it was not.
    pub why: Why,
}

/// What is known of a variable, in its type.
type Known = Result<ContextValue, Why>;

impl Workstream {
    /// Decides where a ticket waits. What decides about a real one and what a trial shows is this, and nothing else (ROU-6).
    pub fn route(&self, facts: &Facts) -> Decision {
        let looked_up = LookedUp {
            facts,
            context: self.known(facts),
            language: facts.language.as_ref().map(|language| language.to_ascii_lowercase()),
        };
        let mut passed = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let unmet = rule
                .conditions
                .iter()
                .enumerate()
                .find_map(|(condition, it)| looked_up.why_not(it).map(|why| Passed { condition, why }));
            match unmet {
                Some(unmet) => passed.push(unmet),
                None => {
                    return Decision {
                        queue: rule.queue,
                        priority: rule.priority,
                        rule: Some(number),
                        passed,
                    };
                }
            }
        }
        Decision { queue: self.fallback, priority: 0, rule: None, passed }
    }

    /// Each variable of the workstream, read once for all rules.
    fn known(&self, facts: &Facts) -> Vec<Known> {
        let of_variable = |(name, kind): &(ContextName, ContextType)| {
            let given = match facts.signed.get(name) {
                Some(signed) => signed,
                // ROU-3: only signed values count where the channel knows who people are.
                None => match (page_says(facts, name.as_str()), facts.page_counts) {
                    (Some(said), PageCounts::WhereNothingIsSigned) => said,
                    (Some(_), PageCounts::Never) => return Err(Why::NotSigned),
                    (None, _) => return Err(Why::Unknown),
                },
            };
            ContextValue::typed(given, Some(*kind)).map_err(|_| Why::OtherType)
        };
        self.variables.iter().map(of_variable).collect()
    }
}

fn page_says<'f>(facts: &'f Facts, name: &str) -> Option<&'f FieldValue> {
    facts.page.fields.get(&FieldId::new(name).ok()?)
}

/// The facts, with what is read from them once for all rules.
struct LookedUp<'f> {
    facts: &'f Facts,
    context: Vec<Known>,
    language: Option<String>,
}

impl LookedUp<'_> {
    /// Why a condition is not met; `None` if it is.
    fn why_not(&self, condition: &ReadyCondition) -> Option<Why> {
        let facts = self.facts;
        let is_met = match condition {
            ReadyCondition::Authenticated(is) => facts.proved.is_some() == *is,
            ReadyCondition::Proof(kind) => match facts.proved {
                Some(proved) => proved.kind == *kind,
                None => return Some(Why::Unknown),
            },
            ReadyCondition::Setting(setting) => match facts.proved {
                Some(proved) => proved.setting == *setting,
                None => return Some(Why::Unknown),
            },
            ReadyCondition::Context(place, comparison) => match self.context.get(*place) {
                Some(Ok(value)) => comparison.holds(value),
                Some(Err(why)) => return Some(*why),
                None => return Some(Why::Unknown),
            },
            ReadyCondition::PageTag(tag) => facts.page.tags.contains(tag),
            // KEY-7: the condition says itself that it reads what the page said, so it may on every channel.
            ReadyCondition::PageField(id, kind, comparison) => match facts.page.fields.get(id) {
                Some(said) => match ContextValue::typed(said, Some(*kind)) {
                    Ok(value) => comparison.holds(&value),
                    Err(_) => return Some(Why::OtherType),
                },
                None => return Some(Why::Unknown),
            },
            ReadyCondition::Channel(channel) => facts.channel == *channel,
            ReadyCondition::Brand(brand) => facts.brand == *brand,
            ReadyCondition::Language(tag) => match &self.language {
                Some(language) => is_kind_of(language, tag),
                None => return Some(Why::Unknown),
            },
            ReadyCondition::Hours { queue, open } => facts.open.contains(queue) == *open,
        };
        (!is_met).then_some(Why::Otherwise)
    }
}

/// Whether a language is another or a kind of it (RFC 4647, basic filtering). Both are in lower case.
fn is_kind_of(language: &str, tag: &str) -> bool {
    language.strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests;
