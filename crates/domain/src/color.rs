//! Colours.

use std::fmt;

/// A colour as screens write it: `#` and six hexadecimal digits, kept in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// Not `#` and six hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is # and six hexadecimal digits, such as #0a7d5a")]
pub struct NotAColor;

impl std::str::FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(NotAColor)?;
        // A sign would pass as part of a number.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| NotAColor)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl serde::Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_kept_in_lower_case() {
        assert_eq!("#0A7dFf".parse().map(|color: Color| color.to_string()), Ok("#0a7dff".to_owned()));
    }

    #[test]
    fn anything_else_is_no_color() {
        for text in [
            "", "#", "0a7d5a", "#0a7", "#0a7d5", "#0a7d5a0", "#+a7d5a", "#0a7d5g", "red", "#ä7d5", "#0a7d5a ",
        ] {
            assert_eq!(text.parse::<Color>(), Err(NotAColor), "{text}");
        }
    }
}
