//! What somebody types into the form that asks how to reach them (SEE-5).

use crate::{
    email::EmailAddress,
    text::{Name, TextRefused},
};

/// A name and an address as somebody typed them. They prove nothing: whoever typed them may be an impostor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The address.
    pub email: EmailAddress,
    /// The name, if they gave one.
    pub name: Option<Name>,
}

impl Contact {
    /// As a message keeps it, and as a client shows it that knows nothing of forms: the address in the first line, the
    /// name in the second.
    pub fn to_text(&self) -> String {
        match &self.name {
            Some(name) => format!("{}\n{name}", self.email),
            None => self.email.to_string(),
        }
    }

    /// Reads one back.
    pub fn from_text(text: &str) -> Result<Self, TextRefused> {
        let (email, name) = text.split_once('\n').map_or((text, None), |(email, name)| (email, Some(name)));
        Ok(Self { email: EmailAddress::new(email)?, name: name.map(Name::new).transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn see_5_what_was_given_is_read_back_as_it_was_kept() {
        for name in [None, Some("Zoë O'Brien \u{1f469}\u{200d}\u{1f4bb}"), Some(" a ")] {
            let name = name.map(|name| Name::new(name).unwrap());
            let contact = Contact { email: EmailAddress::new("Zoë@Shop.example").unwrap(), name };
            assert_eq!(Contact::from_text(&contact.to_text()), Ok(contact));
        }
        assert_eq!(Contact::from_text("Zoë"), Err(TextRefused::NotAnAddress));
    }
}
