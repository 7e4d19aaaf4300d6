//! What the login log notes of a login that was accepted: a code with what it is about. Screens have the words (SEE-6).

use crate::{
    id::UserId,
    token::{AgeFault, Warning},
};

/// Something that administrators may want to look at, although the login was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginNote {
    /// The token was odd, or would be refused by a policy that only reports (TOK-6, TOK-7, TOK-11, RES-4).
    OfToken(Warning),
    /// The address had been attached to the user by hand, and is their primary one now (EML-8).
    AddressWasAttached,
    /// This user had, or has, the same address: the two may be one person (RES-9, RES-13).
    OnePerson(UserId),
}

impl LoginNote {
    /// The codes that there are.
    pub const CODES: [&str; 9] = [
        "email_verified_is_text",
        "address_not_trusted",
        "address_of_action",
        "empty_claim",
        "token_too_old",
        "context_invalid",
        "email_conflict",
        "address_was_attached",
        "one_person",
    ];

    /// The word for programs: one of [`CODES`](Self::CODES).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OfToken(warning) => warning.as_str(),
            Self::AddressWasAttached => "address_was_attached",
            Self::OnePerson(_) => "one_person",
        }
    }

    /// What it is about: the claim, the user's id, or how many seconds ago a token that is too old was issued.
    pub fn about(&self) -> Option<String> {
        match self {
            Self::OfToken(Warning::TooOld(AgeFault::Issued(ago))) => {
                Some((ago.as_millis() / 1000).to_string())
            }
            Self::OfToken(warning) => warning.about(),
            Self::OnePerson(user) => Some(user.to_string()),
            Self::AddressWasAttached => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        time::Span,
        token::{Claim, context::ContextFault},
    };

    #[test]
    fn see_6_every_note_has_a_code_of_its_own_and_says_what_it_is_about() {
        let user = UserId::from_bytes([7; 12]);
        let id = Some(user.to_string());
        let table = [
            (LoginNote::OfToken(Warning::EmailVerifiedIsText), None),
            (LoginNote::OfToken(Warning::AddressNotTrusted), None),
            (LoginNote::OfToken(Warning::AddressOfAction), None),
            (LoginNote::OfToken(Warning::EmptyClaim(Claim::Name)), Some("name".to_owned())),
            (
                LoginNote::OfToken(Warning::TooOld(AgeFault::Issued(Span::millis(121_999)))),
                Some("121".to_owned()),
            ),
            (LoginNote::OfToken(Warning::ContextsLeftOut(ContextFault::Character)), None),
            (LoginNote::OfToken(Warning::AddressOfAnother(user)), id.clone()),
            (LoginNote::AddressWasAttached, None),
            (LoginNote::OnePerson(user), id),
        ];
        assert_eq!(table.each_ref().map(|(note, _)| note.code()), LoginNote::CODES);
        for (note, about) in table {
            assert_eq!(note.about(), about, "{note:?}");
        }
        assert_eq!(LoginNote::OfToken(Warning::TooOld(AgeFault::NoIat)).about(), None);
    }
}
