//! Records: the customer's contacts and accounts, which a conversation can be linked to (OMN-16).
//!
//! A link is a fact for agents, worked out when they look: it marks nobody, merges nobody and finds nobody's user.

mod link;
mod search;

pub use link::{Link, LinkedBy, Match, NotLinked, PORTAL_CONTACT, link, named_contact};
pub use search::{Beginning, words};

use std::fmt;

use crate::{
    email::EmailAddress,
    limits,
    text::{ExternalId, Name, TextRefused},
};

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// A person.
    Contact,
    /// A company, or whatever else a customer keeps an account for.
    Account,
}

impl RecordKind {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Contact, Self::Account];

    /// The word of the rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Account => "account",
        }
    }
}

/// The status of a record (OMN-16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The standard one that links.
    Active,
    /// The standard one that does not.
    Inactive,
    /// One of the customer's own, which never links.
    Own(OwnStatus),
}

/// The name of a status of the customer's own: none that could be taken for a standard one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnStatus(Box<str>);

impl Status {
    /// Reads a status: the standard ones are exactly `active` and `inactive`, and whatever differs from them by case or white
    /// space alone is refused: it is a standard one that was written wrongly, and must not be kept as one that never links.
    pub fn new(text: &str) -> Result<Self, RecordRefused> {
        match text {
            "active" => Ok(Self::Active),
            "inactive" => Ok(Self::Inactive),
            _ => own(text).map(Self::Own),
        }
    }

    /// The status as it is kept and shown.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Own(name) => &name.0,
        }
    }

    /// OMN-16: only the standard status *active* links.
    pub const fn links(&self) -> bool {
        match self {
            Self::Active => true,
            Self::Inactive | Self::Own(_) => false,
        }
    }
}

fn own(text: &str) -> Result<OwnStatus, RecordRefused> {
    let bare = text.trim().to_ascii_lowercase();
    if bare == "active" || bare == "inactive" {
        return Err(RecordRefused::StandardStatus);
    }
    line(text, limits::RECORD_STATUS_CHARS, "64 characters").map(OwnStatus).map_err(RecordRefused::Status)
}

/// A telephone number, as the customer writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone(Box<str>);

impl Telephone {
    /// 1 to 64 characters, none of them a control character.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        line(text, limits::TELEPHONE_CHARS, "64 characters").map(Self)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Telephone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn line(text: &str, most: usize, said: &'static str) -> Result<Box<str>, TextRefused> {
    if text.trim().is_empty() {
        return Err(TextRefused::Empty);
    }
    if text.chars().count() > most {
        return Err(TextRefused::TooLong(said));
    }
    if text.chars().any(char::is_control) {
        return Err(TextRefused::Character);
    }
    Ok(text.into())
}

/// A contact or account of the customer's (OMN-16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub kind: RecordKind,
    /// The customer's own id for it, unique among the contacts, and among the accounts, of a namespace. It is compared byte for
    /// byte, for it is what tokens name in `sub` (OMN-6).
    pub id: ExternalId,
    /// Its name.
    pub name: Option<Name>,
    /// Its address. It is no identity of anybody, and proves nothing.
    pub email: Option<EmailAddress>,
    /// Its telephone number.
    pub telephone: Option<Telephone>,
    /// Its status.
    pub status: Status,
}

/// A record as somebody wrote it, in a request or on a line of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "their names are those of a record")]
pub struct Written<'t> {
    pub kind: &'t str,
    pub id: &'t str,
    pub name: Option<&'t str>,
    pub email: Option<&'t str>,
    pub telephone: Option<&'t str>,
    pub status: &'t str,
}

/// Why a record cannot be as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefused {
    /// There is no such kind.
    #[error("`kind` is `contact` or `account`")]
    Kind,
    /// The id could be in no token.
    #[error("`id`: {0}")]
    Id(TextRefused),
    /// The name is none.
    #[error("`name`: {0}")]
    Name(TextRefused),
    /// The address is none.
    #[error("`email`: {0}")]
    Email(TextRefused),
    /// The telephone number is none.
    #[error("`telephone`: {0}")]
    Telephone(TextRefused),
    /// The status is none.
    #[error("`status`: {0}")]
    Status(TextRefused),
    /// The status is a standard one, written otherwise.
    #[error("`status`: the standard ones are written `active` and `inactive`, in small letters")]
    StandardStatus,
}

impl Record {
    /// Checks what somebody wrote.
    pub fn new(written: &Written<'_>) -> Result<Self, RecordRefused> {
        fn given<T>(
            text: Option<&str>,
            read: impl Fn(&str) -> Result<T, TextRefused>,
            refused: impl Fn(TextRefused) -> RecordRefused,
        ) -> Result<Option<T>, RecordRefused> {
            text.map(read).transpose().map_err(refused)
        }
        let kind = RecordKind::ALL.into_iter().find(|kind| kind.as_str() == written.kind);
        Ok(Self {
            kind: kind.ok_or(RecordRefused::Kind)?,
            id: ExternalId::new(written.id).map_err(RecordRefused::Id)?,
            name: given(written.name, Name::new, RecordRefused::Name)?,
            email: given(written.email, EmailAddress::new, RecordRefused::Email)?,
            telephone: given(written.telephone, Telephone::new, RecordRefused::Telephone)?,
            status: Status::new(written.status)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: Written<'_> =
        Written { kind: "contact", id: "c-7", name: None, email: None, telephone: None, status: "active" };

    #[test]
    fn omn_16_a_record_has_a_kind_an_id_a_name_an_email_a_telephone_number_and_a_status() {
        let whole = Written {
            kind: "account",
            name: Some("Keller & Söhne"),
            email: Some("info@keller.example"),
            telephone: Some("+41 44 123 45 67"),
            status: "gesperrt",
            ..LEAST
        };
        let record = Record::new(&whole).unwrap();
        assert_eq!((record.kind, record.id.as_str()), (RecordKind::Account, "c-7"));
        assert_eq!(record.name.unwrap().as_str(), "Keller & Söhne");
        assert_eq!(record.email.unwrap().as_str(), "info@keller.example");
        assert_eq!(record.telephone.unwrap().to_string(), "+41 44 123 45 67");
        assert_eq!(record.status.as_str(), "gesperrt");
        let least = Record::new(&LEAST).unwrap();
        assert_eq!((least.name, least.email, least.telephone), (None, None, None));
    }

    #[test]
    fn omn_16_only_the_standard_status_active_links() {
        let links = |text| Status::new(text).map(|status| status.links());
        assert_eq!(links("active"), Ok(true));
        for own in ["inactive", "aktiv", "active2", "active customer", "activé"] {
            assert_eq!(links(own), Ok(false), "{own}");
        }
    }

    #[test]
    fn omn_16_a_standard_status_that_is_written_otherwise_is_refused_and_not_kept_as_ones_own() {
        for text in ["Active", "ACTIVE", " active", "active ", "Inactive", "\tinactive"] {
            assert_eq!(Status::new(text), Err(RecordRefused::StandardStatus), "{text:?}");
        }
    }

    #[test]
    fn omn_16_what_is_wrong_with_a_record_is_said_field_by_field() {
        let refused = |written: Written<'_>| Record::new(&written).unwrap_err();
        let long = "x".repeat(256);
        assert_eq!(refused(Written { kind: "Contact", ..LEAST }), RecordRefused::Kind);
        assert_eq!(refused(Written { kind: "", ..LEAST }), RecordRefused::Kind);
        assert_eq!(refused(Written { id: "", ..LEAST }), RecordRefused::Id(TextRefused::Empty));
        assert_eq!(refused(Written { id: "a b", ..LEAST }), RecordRefused::Id(TextRefused::Character));
        let name = RecordRefused::Name(TextRefused::TooLong("255 characters"));
        assert_eq!(refused(Written { name: Some(&long), ..LEAST }), name);
        let email = RecordRefused::Email(TextRefused::NotAnAddress);
        assert_eq!(
            refused(Written { email: Some("no address@"), ..LEAST }),
            RecordRefused::Email(TextRefused::Character)
        );
        assert_eq!(refused(Written { email: Some("nobody"), ..LEAST }), email);
        let telephone = RecordRefused::Telephone(TextRefused::TooLong("64 characters"));
        assert_eq!(refused(Written { telephone: Some(&"1".repeat(65)), ..LEAST }), telephone);
        assert_eq!(
            refused(Written { telephone: Some("1\n2"), ..LEAST }),
            RecordRefused::Telephone(TextRefused::Character)
        );
        assert_eq!(refused(Written { status: "", ..LEAST }), RecordRefused::Status(TextRefused::Empty));
        let status = RecordRefused::Status(TextRefused::TooLong("64 characters"));
        assert_eq!(refused(Written { status: &"s".repeat(65), ..LEAST }), status);
    }
}
