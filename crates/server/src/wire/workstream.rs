//! Workstreams and their rules (ROU-1, ROU-2).

use bonafide_domain::{
    context::{ContextName, ContextType},
    id::{BrandId, ChannelId, QueueId, SettingId, WorkstreamId},
    metadata::FieldValue,
    routing,
    setting::SettingKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    http::schema::FieldText,
    use_cases::{Refused, workstreams},
};

/// A context variable that conditions can read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name, of 1 to 100 characters: matched exactly, case included.
    name: String,
    /// What kind of value it has.
    kind: VariableKind,
}

/// What kind of value a context variable has.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// A text.
    Text,
    /// A number.
    Number,
}

/// A rule. It takes a ticket if all its conditions are met.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What administrators call it: 1 to 128 characters.
    name: String,
    /// What must be so: at most 20 conditions. Without any it takes everything.
    conditions: Vec<Condition>,
    /// The id of the queue it sends to.
    #[schemars(with = "String")]
    queue: QueueId,
    /// With what priority: 0 to 100, higher goes first.
    priority: i64,
}

/// One condition of a rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Whether the person is signed in.
    Authenticated {
        /// Whether they have to be.
        is: bool,
    },
    /// By what kind of proof they are signed in.
    Proof {
        /// `signing_keys`, `shared_secret`, or another kind of setting.
        kind: String,
    },
    /// By which authentication setting they are signed in.
    Setting {
        /// Its id.
        #[schemars(with = "String")]
        id: SettingId,
    },
    /// A context variable that the workstream defines.
    Context {
        /// Its name.
        name: String,
        /// What it must be.
        test: Test,
    },
    /// A tag that the page set.
    PageTag {
        /// The tag.
        tag: String,
    },
    /// A field that the page set, on whatever channel. It proves nothing, and is not the context variable of the same name.
    PageField {
        /// The field's id.
        id: String,
        /// What it must be. `below` and `above` read numbers, all others texts.
        test: Test,
    },
    /// The channel that the conversation began on.
    Channel {
        /// Its id.
        #[schemars(with = "String")]
        id: ChannelId,
    },
    /// The brand that the channel speaks for.
    Brand {
        /// Its id.
        #[schemars(with = "String")]
        id: BrandId,
    },
    /// The language of the person's device.
    Language {
        /// A language tag: `pt` is every Portuguese, `pt-BR` one of them.
        tag: String,
    },
    /// Whether a queue is within its opening hours.
    Hours {
        /// Its id.
        #[schemars(with = "String")]
        queue: QueueId,
        /// Whether it has to be open.
        open: bool,
    },
}

/// What the value of a context variable, or of a page's field, must be.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// `=`
    Equals {
        /// What it is compared with: a text, a number, true or false.
        #[schemars(with = "FieldText")]
        value: FieldValue,
    },
    /// `≠`
    Differs {
        /// What it is compared with.
        #[schemars(with = "FieldText")]
        value: FieldValue,
    },
    /// `<`, of numbers.
    Below {
        /// What it is compared with.
        #[schemars(with = "FieldText")]
        value: FieldValue,
    },
    /// `>`, of numbers.
    Above {
        /// What it is compared with.
        #[schemars(with = "FieldText")]
        value: FieldValue,
    },
    /// The text holds another.
    Contains {
        /// The other text.
        #[schemars(with = "FieldText")]
        value: FieldValue,
    },
    /// It is one of several.
    OneOf {
        /// Which ones: 1 to 50.
        #[schemars(with = "Vec<FieldText>")]
        values: Vec<FieldValue>,
    },
}

macro_rules! same {
    ($from:path, $to:path; $($case:ident { $($field:ident),* })*) => {
        impl From<$from> for $to {
            fn from(it: $from) -> Self {
                type From = $from;
                match it { $(From::$case { $($field),* } => Self::$case { $($field),* },)* }
            }
        }
    };
}
same! { Test, routing::Test; Equals { value } Differs { value } Below { value } Above { value } Contains { value } OneOf { values } }
same! { routing::Test, Test; Equals { value } Differs { value } Below { value } Above { value } Contains { value } OneOf { values } }

impl TryFrom<Condition> for routing::Condition {
    type Error = Refused;

    fn try_from(condition: Condition) -> Result<Self, Refused> {
        Ok(match condition {
            Condition::Authenticated { is } => Self::Authenticated { is },
            Condition::Proof { kind } => {
                let found = SettingKind::ALL.into_iter().find(|it| it.as_str() == kind);
                Self::Proof { kind: found.ok_or(Refused::Invalid("A condition names no kind of proof."))? }
            }
            Condition::Setting { id } => Self::Setting { id },
            Condition::Context { name, test } => {
                Self::Context { name: context_name(&name)?, test: test.into() }
            }
            Condition::PageTag { tag } => Self::PageTag { tag },
            Condition::PageField { id, test } => Self::PageField { id, test: test.into() },
            Condition::Channel { id } => Self::Channel { id },
            Condition::Brand { id } => Self::Brand { id },
            Condition::Language { tag } => Self::Language { tag },
            Condition::Hours { queue, open } => Self::Hours { queue, open },
        })
    }
}

impl From<routing::Condition> for Condition {
    fn from(condition: routing::Condition) -> Self {
        match condition {
            routing::Condition::Authenticated { is } => Self::Authenticated { is },
            routing::Condition::Proof { kind } => Self::Proof { kind: kind.as_str().to_owned() },
            routing::Condition::Setting { id } => Self::Setting { id },
            routing::Condition::Context { name, test } => {
                Self::Context { name: name.into(), test: test.into() }
            }
            routing::Condition::PageTag { tag } => Self::PageTag { tag },
            routing::Condition::PageField { id, test } => Self::PageField { id, test: test.into() },
            routing::Condition::Channel { id } => Self::Channel { id },
            routing::Condition::Brand { id } => Self::Brand { id },
            routing::Condition::Language { tag } => Self::Language { tag },
            routing::Condition::Hours { queue, open } => Self::Hours { queue, open },
        }
    }
}

fn context_name(text: &str) -> Result<ContextName, Refused> {
    ContextName::new(text).map_err(|refused| Refused::Text("variables", refused))
}

/// What is routed, and where to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rules")]
pub struct RuleSet {
    /// The context variables that conditions can read: at most 100.
    variables: Vec<Variable>,
    /// The rules in their order, at most 1000: the first whose conditions are all met takes the ticket.
    rules: Vec<Rule>,
    /// The id of the queue of what no rule takes.
    #[schemars(with = "String")]
    fallback: QueueId,
}

impl TryFrom<RuleSet> for routing::Draft {
    type Error = Refused;

    fn try_from(RuleSet { variables, rules, fallback }: RuleSet) -> Result<Self, Refused> {
        let variable = |Variable { name, kind }| {
            let kind = match kind {
                VariableKind::Text => ContextType::Text,
                VariableKind::Number => ContextType::Number,
            };
            Ok(routing::Variable { name: context_name(&name)?, kind })
        };
        let rule = |Rule { name, conditions, queue, priority }| {
            let conditions = conditions.into_iter().map(TryInto::try_into).collect::<Result<_, Refused>>()?;
            Ok(routing::Rule { name, conditions, queue, priority })
        };
        Ok(Self {
            variables: variables.into_iter().map(variable).collect::<Result<_, Refused>>()?,
            rules: rules.into_iter().map(rule).collect::<Result<_, Refused>>()?,
            fallback,
        })
    }
}

impl From<routing::Draft> for RuleSet {
    fn from(draft: routing::Draft) -> Self {
        let variable = |routing::Variable { name, kind }| {
            let kind = match kind {
                ContextType::Text => VariableKind::Text,
                ContextType::Number => VariableKind::Number,
            };
            Variable { name: name.into(), kind }
        };
        let rule = |routing::Rule { name, conditions, queue, priority }| Rule {
            name,
            conditions: conditions.into_iter().map(Into::into).collect(),
            queue,
            priority,
        };
        Self {
            variables: draft.variables.into_iter().map(variable).collect(),
            rules: draft.rules.into_iter().map(rule).collect(),
            fallback: draft.fallback,
        }
    }
}

/// A workstream as it is to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepWorkstream {
    /// Its name: 1 to 128 characters, unique in the account.
    pub name: String,
    /// The ids of the channels that it routes. A channel is routed by one workstream at most.
    #[schemars(with = "Vec<String>")]
    pub channels: Vec<ChannelId>,
    /// By which rules.
    pub rules: RuleSet,
}

/// A workstream.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Workstream {
    /// Its id.
    #[schemars(with = "String")]
    id: WorkstreamId,
    /// Its name.
    name: String,
    /// The ids of the channels that it routes.
    #[schemars(with = "Vec<String>")]
    channels: Vec<ChannelId>,
    /// By which rules.
    rules: RuleSet,
}

impl From<workstreams::Shown> for Workstream {
    fn from(workstreams::Shown { workstream, channels }: workstreams::Shown) -> Self {
        Self { id: workstream.id, name: workstream.name, channels, rules: workstream.draft.into() }
    }
}

/// The account's workstreams, by name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Workstreams {
    /// The workstreams.
    pub workstreams: Vec<Workstream>,
}
