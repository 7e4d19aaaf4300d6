//! What a rule asks for (ROU-2).

use serde::{Deserialize, Serialize};

use crate::{
    context::{ContextName, ContextValue},
    id::{BrandId, ChannelId, QueueId, SettingId},
    metadata::FieldValue,
    setting::SettingKind,
};

/// One condition of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Condition {
    /// Whether the person is signed in.
    Authenticated {
        /// Whether they have to be.
        is: bool,
    },
    /// By what kind of proof they are signed in.
    Proof {
        /// The kind.
        #[serde(with = "proof")]
        kind: SettingKind,
    },
    /// By which authentication setting they are signed in.
    Setting {
        /// The setting.
        id: SettingId,
    },
    /// A context variable that the workstream defines.
    Context {
        /// Its name.
        name: ContextName,
        /// What it must be.
        test: Test,
    },
    /// A tag that the page set. Agents' own are read by no condition (ROU-3).
    PageTag {
        /// The tag.
        tag: String,
    },
    /// A field that the page set, whatever its channel is: what the page said, which proves nothing (KEY-7). It is not the
    /// context variable of the same name (ROU-3).
    PageField {
        /// The field's id.
        id: String,
        /// What it must be. `<` and `>` read numbers, all others texts.
        test: Test,
    },
    /// The channel that the conversation began on.
    Channel {
        /// The channel.
        id: ChannelId,
    },
    /// The brand that the channel speaks for.
    Brand {
        /// The brand.
        id: BrandId,
    },
    /// The language of the person's device: `pt` is every Portuguese, `pt-BR` one of them.
    Language {
        /// The language tag.
        tag: String,
    },
    /// Whether a queue is within its opening hours.
    Hours {
        /// The queue.
        queue: QueueId,
        /// Whether it has to be open.
        open: bool,
    },
}

/// What the value of a context variable, or of a page's field, must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Test {
    /// `=`
    Equals {
        /// What it is compared with.
        value: FieldValue,
    },
    /// `≠`. What is not there differs from nothing.
    Differs {
        /// What it is compared with.
        value: FieldValue,
    },
    /// `<`, of numbers (OMN-17).
    Below {
        /// What it is compared with.
        value: FieldValue,
    },
    /// `>`, of numbers.
    Above {
        /// What it is compared with.
        value: FieldValue,
    },
    /// The text holds another.
    Contains {
        /// The other text.
        value: FieldValue,
    },
    /// It is one of several.
    OneOf {
        /// Which ones.
        values: Vec<FieldValue>,
    },
}

/// Why a condition was not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is otherwise.
    Otherwise,
    /// Nothing is known of it: no such variable came, the person is not signed in, the device named no language.
    Unknown,
    /// Only the page says so, and on this channel what counts comes signed (ROU-3).
    NotSigned,
    /// The value is not of the type that the variable is defined with, or that the comparison reads.
    OtherType,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Otherwise, Self::Unknown, Self::NotSigned, Self::OtherType];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Otherwise => "otherwise",
            Self::Unknown => "unknown",
            Self::NotSigned => "not_signed",
            Self::OtherType => "other_type",
        }
    }
}

/// A [`Test`] whose values are in the type of what is compared.
#[derive(Debug, Clone)]
pub(super) enum Comparison {
    Equals(ContextValue),
    Differs(ContextValue),
    Below(f64),
    Above(f64),
    Contains(Box<str>),
    OneOf(Box<[ContextValue]>),
}

impl Comparison {
    /// Whether a value, of the same type, is as it must be.
    pub(super) fn holds(&self, value: &ContextValue) -> bool {
        match (self, value) {
            (Self::Equals(other), value) => value == other,
            (Self::Differs(other), value) => value != other,
            (Self::Below(limit), ContextValue::Number(value)) => value < limit,
            (Self::Above(limit), ContextValue::Number(value)) => value > limit,
            (Self::Contains(part), ContextValue::Text(text)) => text.contains(&**part),
            (Self::OneOf(others), value) => others.contains(value),
            (Self::Below(_) | Self::Above(_), ContextValue::Text(_))
            | (Self::Contains(_), ContextValue::Number(_)) => false,
        }
    }
}

/// A kind of proof is kept as the word of the rules.
mod proof {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::setting::SettingKind;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over what it writes in this way")]
    pub(super) fn serialize<S: Serializer>(kind: &SettingKind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SettingKind, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = SettingKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        found.ok_or_else(|| D::Error::custom("no kind of proof has this name"))
    }
}
