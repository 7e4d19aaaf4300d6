//! Fields and tags that a page sets on a conversation (KEY-7). They come from the page's own script, so they prove
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    limits,
    text::{FieldId, Tag, TextRefused},
};

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "the value of a field is a text, a number, true or false")]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// Yes or no.
    Truth(bool),
}

impl FieldValue {
    /// How many bytes of the fields' limit it takes.
    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Number(number) => number.to_string().len(),
            Self::Truth(truth) => truth.to_string().len(),
        }
    }
}

/// The fields of a ticket, or those that come with a message, by their ids.
pub type Fields = BTreeMap<FieldId, FieldValue>;

/// The tags of a ticket, or those that come with a message.
pub type Tags = BTreeSet<Tag>;

/// Fields and tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// The fields.
    pub fields: Fields,
    /// The tags.
    pub tags: Tags,
}

/// The fields that come with a message. Where an id comes twice, the last counts.
pub fn fields(given: Vec<(FieldId, FieldValue)>) -> Result<Fields, TextRefused> {
    if given.len() > limits::FIELDS {
        return Err(TextRefused::TooLong("50 fields"));
    }
    let bytes: usize = given.iter().map(|(id, value)| id.as_str().len() + value.bytes()).sum();
    if bytes > limits::FIELDS_BYTES {
        return Err(TextRefused::TooLong("4 kB together"));
    }
    // One of the databases cannot keep U+0000.
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if given.iter().any(|(_, value)| matches!(value, FieldValue::Text(text) if text.contains(is_odd))) {
        return Err(TextRefused::Character);
    }
    Ok(given.into_iter().collect())
}

/// The tags that come with a message.
pub fn tags(given: Vec<Tag>) -> Result<Tags, TextRefused> {
    if given.len() > limits::TAGS {
        return Err(TextRefused::TooLong("50 tags"));
    }
    Ok(given.into_iter().collect())
}

impl Metadata {
    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.tags.is_empty()
    }

    /// What of this is to be written where `kept` is there already: fields of the same id are replaced, tags are
    /// united. A ticket holds at most [`limits::FIELDS`] and [`limits::TAGS`]: what no longer fits is left out, so that
    /// a page cannot make it grow without end.
    #[must_use]
    pub fn beside(&self, kept: &Self) -> Self {
        let mut room = limits::FIELDS.saturating_sub(kept.fields.len());
        let mut takes = |id: &FieldId, value: &FieldValue| match kept.fields.get(id) {
            Some(there) => there != value,
            None => one_of(&mut room),
        };
        let fields = self.fields.iter().filter(|(id, value)| takes(id, value));
        let fields = fields.map(|(id, value)| (id.clone(), value.clone())).collect();
        let room = limits::TAGS.saturating_sub(kept.tags.len());
        let tags = self.tags.difference(&kept.tags).take(room).cloned().collect();
        Self { fields, tags }
    }
}

/// Takes one of what there is room for, if there is any.
fn one_of(room: &mut usize) -> bool {
    let left = room.checked_sub(1);
    *room = left.unwrap_or(0);
    left.is_some()
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    fn text(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    fn field(id: &str, value: FieldValue) -> (FieldId, FieldValue) {
        (FieldId::new(id).unwrap(), value)
    }

    fn tag(tag: &str) -> Tag {
        Tag::new(tag).unwrap()
    }

    /// The fields, or tags, of these numbers.
    fn numbered(numbers: Range<usize>, value: &str) -> (Vec<(FieldId, FieldValue)>, Vec<Tag>) {
        let numbers = numbers.map(|number| number.to_string());
        numbers.map(|number| (field(&number, text(value)), tag(&number))).unzip()
    }

    fn metadata(given: Vec<(FieldId, FieldValue)>, given_tags: Vec<Tag>) -> Metadata {
        Metadata { fields: fields(given).unwrap(), tags: tags(given_tags).unwrap() }
    }

    #[test]
    fn key_7_there_are_at_most_50_fields_of_4_kb_together() {
        assert_eq!(fields(numbered(0..50, "").0).map(|fields| fields.len()), Ok(50));
        assert_eq!(fields(numbered(0..51, "").0), Err(TextRefused::TooLong("50 fields")));
        let long = |bytes: usize| vec![field("ab", text(&"x".repeat(bytes)))];
        assert!(fields(long(3_998)).is_ok());
        assert_eq!(fields(long(3_999)), Err(TextRefused::TooLong("4 kB together")));
    }

    #[test]
    fn key_7_there_are_at_most_50_tags() {
        assert!(tags(numbered(0..50, "").1).is_ok());
        assert_eq!(tags(numbered(0..51, "").1), Err(TextRefused::TooLong("50 tags")));
    }

    #[test]
    fn a_field_holds_no_character_that_a_database_cannot_keep() {
        assert!(fields(vec![field("note", text("two\nlines"))]).is_ok());
        assert_eq!(fields(vec![field("note", text("a\u{0}b"))]), Err(TextRefused::Character));
    }

    #[test]
    fn key_7_fields_of_one_id_are_replaced_and_tags_united() {
        let kept = metadata(vec![field("cart", text("1")), field("plan", text("gold"))], vec![tag("vip")]);
        let set = metadata(
            vec![field("cart", text("2")), field("plan", text("gold")), field("page", text("/"))],
            vec![tag("vip"), tag("checkout")],
        );
        let written =
            metadata(vec![field("cart", text("2")), field("page", text("/"))], vec![tag("checkout")]);
        assert_eq!(set.beside(&kept), written);
        assert_eq!(set.beside(&set), Metadata::default());
    }

    #[test]
    fn key_7_a_ticket_does_not_grow_without_end() {
        let kept = numbered(100..149, "old");
        let set = numbered(148..151, "new");
        let written = metadata(set.0, set.1).beside(&metadata(kept.0, kept.1));
        let fits = metadata(vec![field("148", text("new")), field("149", text("new"))], vec![tag("149")]);
        assert_eq!(written, fits);
    }

    #[test]
    fn the_value_of_a_field_is_read_back_as_it_was_written() {
        for json in [r#""text""#, "7", "-1.5", "true"] {
            let value: FieldValue = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        for json in ["null", "[]", "{}"] {
            let refused = serde_json::from_str::<FieldValue>(json).unwrap_err().to_string();
            assert_eq!(refused, "the value of a field is a text, a number, true or false");
        }
    }
}
