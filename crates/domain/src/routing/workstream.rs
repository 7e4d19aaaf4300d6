//! A workstream that was checked, with everything in it that can be worked out beforehand.

use super::{
    condition::{Comparison, Condition, Test},
    draft::{Draft, DraftRefused, Rule, RuleRefused},
};
use crate::{
    context::{ContextName, ContextType, ContextValue},
    id::{BrandId, ChannelId, QueueId, SettingId},
    limits,
    metadata::FieldValue,
    setting::SettingKind,
    text::{FieldId, KeyName, Tag},
};

/// A workstream that can decide (ROU-1).
#[derive(Debug)]
pub struct Workstream {
    pub(super) variables: Vec<(ContextName, ContextType)>,
    pub(super) rules: Vec<Ready>,
    pub(super) fallback: QueueId,
}

/// A rule whose values are in the type of their variables.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) conditions: Box<[ReadyCondition]>,
    pub(super) queue: QueueId,
    pub(super) priority: i64,
}

#[derive(Debug)]
pub(super) enum ReadyCondition {
    Authenticated(bool),
    Proof(SettingKind),
    Setting(SettingId),
    /// The place of the variable among those of the workstream.
    Context(usize, Comparison),
    PageTag(Tag),
    /// The field, in which type it is read, and what it must be.
    PageField(FieldId, ContextType, Comparison),
    Channel(ChannelId),
    Brand(BrandId),
    /// In lower case.
    Language(Box<str>),
    Hours {
        queue: QueueId,
        open: bool,
    },
}

impl Workstream {
    /// Checks what administrators wrote. Which queues, channels and settings there are is looked up elsewhere.
    pub fn new(draft: &Draft) -> Result<Self, DraftRefused> {
        if draft.rules.len() > limits::ROUTING_RULES {
            return Err(DraftRefused::TooManyRules { limit: limits::ROUTING_RULES });
        }
        if draft.variables.len() > limits::CONTEXT_VARIABLES {
            return Err(DraftRefused::TooManyVariables { limit: limits::CONTEXT_VARIABLES });
        }
        let mut variables: Vec<_> =
            draft.variables.iter().map(|defined| (defined.name.clone(), defined.kind)).collect();
        variables.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(twice) = variables.windows(2).find_map(|pair| match pair {
            [(one, _), (other, _)] if one == other => Some(one.clone()),
            _ => None,
        }) {
            return Err(DraftRefused::VariableTwice(twice));
        }
        let rules = draft.rules.iter().enumerate();
        let rules = rules
            .map(|(rule, written)| {
                ready(written, &variables).map_err(|what| DraftRefused::InRule { rule, what })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { variables, rules, fallback: draft.fallback })
    }
}

type Variables = [(ContextName, ContextType)];

fn ready(rule: &Rule, variables: &Variables) -> Result<Ready, RuleRefused> {
    KeyName::new(&rule.name).map_err(|_| RuleRefused::Name)?;
    if !(0..=limits::PRIORITY).contains(&rule.priority) {
        return Err(RuleRefused::Priority);
    }
    if rule.conditions.len() > limits::CONDITIONS {
        return Err(RuleRefused::TooManyConditions { limit: limits::CONDITIONS });
    }
    let conditions = rule.conditions.iter().map(|it| condition(it, variables)).collect::<Result<_, _>>()?;
    Ok(Ready { conditions, queue: rule.queue, priority: rule.priority })
}

fn condition(written: &Condition, variables: &Variables) -> Result<ReadyCondition, RuleRefused> {
    Ok(match written {
        Condition::Authenticated { is } => ReadyCondition::Authenticated(*is),
        Condition::Proof { kind } => ReadyCondition::Proof(*kind),
        Condition::Setting { id } => ReadyCondition::Setting(*id),
        Condition::Context { name, test } => {
            let place = variables.binary_search_by(|(defined, _)| defined.cmp(name));
            let place = place.map_err(|_| RuleRefused::NotDefined(name.clone()))?;
            let kind = variables.get(place).map(|(_, kind)| *kind);
            let refused = || RuleRefused::NotComparable(name.clone());
            ReadyCondition::Context(place, comparison(test, kind, refused)?)
        }
        Condition::PageTag { tag } => ReadyCondition::PageTag(Tag::new(tag).map_err(|_| RuleRefused::Value)?),
        Condition::PageField { id, test } => {
            let id = FieldId::new(id).map_err(|_| RuleRefused::Value)?;
            let kind = read_as(test);
            let comparison = comparison(test, Some(kind), || RuleRefused::FieldNotComparable(id.clone()))?;
            ReadyCondition::PageField(id, kind, comparison)
        }
        Condition::Channel { id } => ReadyCondition::Channel(*id),
        Condition::Brand { id } => ReadyCondition::Brand(*id),
        Condition::Language { tag } => {
            let fits = (1..=limits::LANGUAGE_CHARS).contains(&tag.len()) && tag.is_ascii();
            let tag = fits.then(|| tag.to_ascii_lowercase().into());
            ReadyCondition::Language(tag.ok_or(RuleRefused::Value)?)
        }
        Condition::Hours { queue, open } => ReadyCondition::Hours { queue: *queue, open: *open },
    })
}

/// Nobody defines the fields of a page, so how one is compared says what it is read as.
const fn read_as(test: &Test) -> ContextType {
    match test {
        Test::Below { .. } | Test::Above { .. } => ContextType::Number,
        Test::Equals { .. } | Test::Differs { .. } | Test::Contains { .. } | Test::OneOf { .. } => {
            ContextType::Text
        }
    }
}

fn comparison(
    test: &Test,
    kind: Option<ContextType>,
    refused: impl Fn() -> RuleRefused,
) -> Result<Comparison, RuleRefused> {
    let typed = |value: &FieldValue| {
        if !fits(value) {
            return Err(RuleRefused::Value);
        }
        ContextValue::typed(value, kind).map_err(|_| refused())
    };
    let number = |value| match typed(value)? {
        ContextValue::Number(number) => Ok(number),
        ContextValue::Text(_) => Err(refused()),
    };
    Ok(match test {
        Test::Equals { value } => Comparison::Equals(typed(value)?),
        Test::Differs { value } => Comparison::Differs(typed(value)?),
        Test::Below { value } => Comparison::Below(number(value)?),
        Test::Above { value } => Comparison::Above(number(value)?),
        Test::Contains { value } => match typed(value)? {
            ContextValue::Text(text) if text.is_empty() => return Err(RuleRefused::Value),
            ContextValue::Text(text) => Comparison::Contains(text),
            ContextValue::Number(_) => return Err(refused()),
        },
        Test::OneOf { values } => {
            if !(1..=limits::ROUTING_VALUES).contains(&values.len()) {
                return Err(RuleRefused::Value);
            }
            Comparison::OneOf(values.iter().map(typed).collect::<Result<_, _>>()?)
        }
    })
}

/// Whether a value that something is compared with is short enough, and can be kept.
fn fits(value: &FieldValue) -> bool {
    match value {
        FieldValue::Text(text) => {
            text.chars().count() <= limits::ROUTING_VALUE_CHARS && !text.chars().any(char::is_control)
        }
        FieldValue::Number(_) | FieldValue::Truth(_) => true,
    }
}
