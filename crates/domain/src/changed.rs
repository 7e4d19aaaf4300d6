//! What a change says about something that may be there or not.

use serde::{Deserialize, Deserializer};

/// One part of a change: left out, it stays as it is; null, there is none from now on.
///
/// On the wire its member is marked with `#[serde(default)]`, so that leaving it out and null are two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Changed<T> {
    /// It is what it was.
    #[default]
    Stays,
    /// There is none from now on.
    Nothing,
    /// It is this from now on.
    To(T),
}

impl<T> Changed<T> {
    /// What it is after the change.
    pub fn after(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Stays => before,
            Self::Nothing => None,
            Self::To(value) => Some(value),
        }
    }

    /// The same change with its value read as something else, which may be refused.
    pub fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Changed<U>, E> {
        Ok(match self {
            Self::Stays => Changed::Stays,
            Self::Nothing => Changed::Nothing,
            Self::To(value) => Changed::To(read(value)?),
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Changed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Nothing, Self::To))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        part: Changed<u8>,
    }

    fn read(json: &str) -> Changed<u8> {
        serde_json::from_str::<Body>(json).unwrap().part
    }

    #[test]
    fn what_is_left_out_stays_and_null_takes_it_away() {
        assert_eq!(read("{}").after(Some(1)), Some(1));
        assert_eq!(read(r#"{"part": null}"#).after(Some(1)), None);
        assert_eq!(read(r#"{"part": 2}"#).after(Some(1)), Some(2));
    }

    #[test]
    fn only_a_value_that_is_given_is_read() {
        let odd = |value: u8| if value % 2 == 1 { Ok(value) } else { Err("even") };
        assert_eq!(Changed::Stays.try_map(odd), Ok(Changed::Stays));
        assert_eq!(Changed::Nothing.try_map(odd), Ok(Changed::Nothing));
        assert_eq!(Changed::To(3).try_map(odd), Ok(Changed::To(3)));
        assert_eq!(Changed::To(2).try_map(odd), Err("even"));
    }
}
