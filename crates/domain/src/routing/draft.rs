//! A workstream as administrators write it (ROU-1).

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::{
    context::{ContextName, ContextType},
    id::QueueId,
    text::FieldId,
};

/// What is routed, and where to: kept and tried as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The context variables that conditions can read.
    pub variables: Vec<Variable>,
    /// The rules, in their order: the first whose conditions are all met takes the ticket.
    pub rules: Vec<Rule>,
    /// The queue of what no rule takes.
    pub fallback: QueueId,
}

/// A context variable that conditions can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: ContextName,
    /// What kind of value it has.
    pub kind: ContextType,
}

/// A rule of a workstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What administrators call it.
    pub name: String,
    /// What must be so, all of it. Without any it takes everything.
    pub conditions: Vec<Condition>,
    /// The queue it sends to.
    pub queue: QueueId,
    /// With what priority: 0 to 100, higher goes first.
    pub priority: i64,
}

impl Draft {
    /// Every queue it names.
    pub fn queues(&self) -> impl Iterator<Item = QueueId> {
        let in_hours = |condition: &Condition| match condition {
            Condition::Hours { queue, .. } => Some(*queue),
            Condition::Authenticated { .. }
            | Condition::Proof { .. }
            | Condition::Setting { .. }
            | Condition::Context { .. }
            | Condition::PageTag { .. }
            | Condition::PageField { .. }
            | Condition::Channel { .. }
            | Condition::Brand { .. }
            | Condition::Language { .. } => None,
        };
        let of_rules = self.rules.iter().flat_map(move |rule| {
            std::iter::once(rule.queue).chain(rule.conditions.iter().filter_map(in_hours))
        });
        of_rules.chain([self.fallback])
    }
}

/// Why a workstream cannot be as it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefused {
    /// There are more rules than a workstream may have.
    #[error("a workstream has at most {limit} rules")]
    TooManyRules {
        /// How many there may be.
        limit: usize,
    },
    /// There are more variables than a workstream may have.
    #[error("a workstream has at most {limit} context variables")]
    TooManyVariables {
        /// How many there may be.
        limit: usize,
    },
    /// A variable is defined twice.
    #[error("the context variable “{0}” is defined twice")]
    VariableTwice(ContextName),
    /// Something is wrong with a rule.
    #[error("rule {rule}: {what}", rule = .rule + 1)]
    InRule {
        /// Which one, counted from 0.
        rule: usize,
        /// What is wrong.
        what: RuleRefused,
    },
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefused {
    /// The name is none.
    #[error("it needs a name of at most 128 characters")]
    Name,
    /// The priority is none.
    #[error("its priority is not between 0 and 100")]
    Priority,
    /// There are more conditions than a rule may have.
    #[error("it has more than {limit} conditions")]
    TooManyConditions {
        /// How many there may be.
        limit: usize,
    },
    /// It reads a variable that the workstream does not define.
    #[error("it reads the context variable “{0}”, which is not defined")]
    NotDefined(ContextName),
    /// A value is not of the variable's type, or the type cannot be compared so.
    #[error(
        "the context variable “{0}” cannot be compared so: `<` and `>` compare numbers, contains reads texts"
    )]
    NotComparable(ContextName),
    /// A value that a page's field is compared with by size is no number.
    #[error("the page’s field “{0}” cannot be compared so: `<` and `>` compare numbers")]
    FieldNotComparable(FieldId),
    /// A list of values is empty or too long, or a text is.
    #[error("a value in it is empty or too long")]
    Value,
}
