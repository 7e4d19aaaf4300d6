//! Fields that a page sets (KEY-7).

use bonafide_domain::{metadata::FieldValue, text::FieldId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::schema::FieldText;

/// A field that the page has set on the conversation.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its id: 1 to 128 characters.
    pub id: String,
    /// A text, a number, true or false.
    #[schemars(with = "FieldText")]
    pub value: FieldValue,
}

impl From<(&FieldId, &FieldValue)> for Field {
    fn from((id, value): (&FieldId, &FieldValue)) -> Self {
        Self { id: id.as_str().to_owned(), value: value.clone() }
    }
}
