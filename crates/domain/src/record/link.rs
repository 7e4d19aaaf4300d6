//! Which record a login leads to (OMN-6, OMN-15).

use super::{RecordKind, Status};
use crate::{
    context::{ContextValue, ContextVariables},
    id::RecordId,
    text::ExternalId,
};

/// The signed context variable that names a contact (OMN-15). Its name is matched exactly, as every one is (OMN-7).
pub const PORTAL_CONTACT: &str = "portalcontactid";

/// A record that has the id which a login says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// Its status.
    pub status: Status,
}

/// What a record was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkedBy {
    /// The token's `sub` (OMN-6).
    Sub,
    /// `portalcontactid` among the signed contexts (OMN-15).
    PortalContact,
}

impl LinkedBy {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sub => "sub",
            Self::PortalContact => PORTAL_CONTACT,
        }
    }
}

/// Why a login leads to no record. It is authenticated all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLinked {
    /// No record has the id.
    NoRecord,
    /// Records have it, none of them active (OMN-16).
    NotActive,
    /// More than one active record has it (OMN-6).
    Several,
    /// `sub` and `portalcontactid` lead to different records (OMN-15).
    Different,
}

impl NotLinked {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NoRecord, Self::NotActive, Self::Several, Self::Different];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRecord => "no_record",
            Self::NotActive => "not_active",
            Self::Several => "several",
            Self::Different => "different",
        }
    }
}

/// The record that a login leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordId,
    /// What it was found by: `sub`, if that leads there too.
    pub by: LinkedBy,
}

/// The contact that signed context variables name, if they name one (OMN-15). What a page says is not asked.
pub fn named_contact(signed: &ContextVariables) -> Option<ExternalId> {
    let given = signed.iter().find(|(name, _)| name.as_str() == PORTAL_CONTACT).map(|(_, given)| given)?;
    match ContextValue::text(given) {
        ContextValue::Text(id) => ExternalId::new(&id).ok(),
        ContextValue::Number(_) => None,
    }
}

/// Which record a login is linked to. `by_sub` are the records with the token's `sub` as their id, `by_contact` those with what
/// [`named_contact`] gave, both within the namespace of the login; what is no contact does not count among the latter.
pub fn link(by_sub: &[Match], by_contact: &[Match]) -> Result<Link, NotLinked> {
    let contacts: Vec<_> = by_contact.iter().filter(|found| found.kind == RecordKind::Contact).collect();
    let active = |found: &&Match| found.status.links();
    let mut of_sub = by_sub.iter().filter(active);
    let mut of_contact = contacts.iter().copied().filter(active);
    match (of_sub.next(), of_sub.next(), of_contact.next()) {
        // OMN-6: more than one match links none, whatever else the token says.
        (Some(_), Some(_), _) => Err(NotLinked::Several),
        (Some(found), None, Some(contact)) if found.record != contact.record => Err(NotLinked::Different),
        (Some(found), None, _) => Ok(Link { record: found.record, by: LinkedBy::Sub }),
        // OMN-15: only without a match by `sub`.
        (None, _, Some(contact)) => Ok(Link { record: contact.record, by: LinkedBy::PortalContact }),
        (None, _, None) if by_sub.is_empty() && contacts.is_empty() => Err(NotLinked::NoRecord),
        (None, _, None) => Err(NotLinked::NotActive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(record: u8, kind: RecordKind, status: &str) -> Match {
        Match { record: RecordId::from_bytes([record; 12]), kind, status: Status::new(status).unwrap() }
    }

    fn contact(record: u8) -> Match {
        found(record, RecordKind::Contact, "active")
    }

    fn account(record: u8) -> Match {
        found(record, RecordKind::Account, "active")
    }

    fn to(record: u8, by: LinkedBy) -> Link {
        Link { record: RecordId::from_bytes([record; 12]), by }
    }

    #[test]
    fn omn_6_sub_links_the_contact_or_account_with_that_id() {
        assert_eq!(link(&[contact(1)], &[]), Ok(to(1, LinkedBy::Sub)));
        assert_eq!(link(&[account(1)], &[]), Ok(to(1, LinkedBy::Sub)));
        assert_eq!(link(&[], &[]), Err(NotLinked::NoRecord));
    }

    #[test]
    fn omn_6_more_than_one_match_links_none() {
        assert_eq!(link(&[contact(1), account(2)], &[]), Err(NotLinked::Several));
        assert_eq!(
            link(&[contact(1), account(2)], &[contact(1)]),
            Err(NotLinked::Several),
            "whatever is signed"
        );
    }

    #[test]
    fn omn_16_a_record_that_is_not_active_links_nothing() {
        for status in ["inactive", "gesperrt"] {
            let idle = found(1, RecordKind::Contact, status);
            assert_eq!(link(std::slice::from_ref(&idle), &[]), Err(NotLinked::NotActive), "{status}");
            assert_eq!(link(&[], std::slice::from_ref(&idle)), Err(NotLinked::NotActive), "{status}");
            assert_eq!(
                link(&[idle.clone(), account(2)], &[]),
                Ok(to(2, LinkedBy::Sub)),
                "{status} is no match"
            );
            assert_eq!(
                link(&[idle], &[contact(3)]),
                Ok(to(3, LinkedBy::PortalContact)),
                "{status} is no match"
            );
        }
    }

    #[test]
    fn omn_15_without_a_match_by_sub_the_signed_contact_links() {
        assert_eq!(link(&[], &[contact(1)]), Ok(to(1, LinkedBy::PortalContact)));
        assert_eq!(link(&[contact(1)], &[contact(1)]), Ok(to(1, LinkedBy::Sub)), "both lead to one");
    }

    #[test]
    fn omn_15_if_both_match_different_records_none_is_linked() {
        assert_eq!(link(&[contact(1)], &[contact(2)]), Err(NotLinked::Different));
        assert_eq!(link(&[account(1)], &[contact(2)]), Err(NotLinked::Different));
    }

    #[test]
    fn omn_15_an_account_is_no_contact() {
        assert_eq!(link(&[], &[account(1)]), Err(NotLinked::NoRecord));
        assert_eq!(link(&[contact(1)], &[account(2)]), Ok(to(1, LinkedBy::Sub)));
        assert_eq!(link(&[], &[account(1), contact(2)]), Ok(to(2, LinkedBy::PortalContact)));
    }

    #[test]
    fn omn_15_the_contact_is_named_by_exactly_one_name_as_text_or_number() {
        let named =
            |json: &str| named_contact(&serde_json::from_str(json).unwrap()).map(|id| id.as_str().to_owned());
        assert_eq!(named(r#"{"portalcontactid":"c-7"}"#).as_deref(), Some("c-7"));
        assert_eq!(named(r#"{"portalcontactid":7}"#).as_deref(), Some("7"));
        for none in [
            "{}",
            r#"{"PortalContactId":"c-7"}"#,
            r#"{"portalcontactid":"a b"}"#,
            r#"{"portalcontactid":""}"#,
        ] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
