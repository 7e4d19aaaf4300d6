//! Who there is: two who work at Pebblewick, and its customers. None of them exists.

use bonafide_domain::{
    email::EmailAddress,
    id::KeyId,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret},
};

/// Somebody who works at Pebblewick.
#[derive(Debug)]
pub(crate) struct Employee {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
}

/// Who sets things up.
pub(crate) const ADMINISTRATOR: Employee =
    Employee { name: "Ines Okafor", email: "ines@pebblewick.example", password: "kiln at nine hundred" };

/// Who answers.
pub(crate) const AGENT: Employee =
    Employee { name: "Noor Haddad", email: "noor@pebblewick.example", password: "clay on both hands" };

/// Somebody who has an account at the shop.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Customer {
    /// The shop's own id for them.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

pub(super) const MARA: Customer =
    Customer { id: "usr_48213", name: "Mara Lindqvist", email: "mara.lindqvist@mail.example" };

pub(super) const TOMASZ: Customer =
    Customer { id: "usr_50977", name: "Tomasz Wiele", email: "t.wiele@buero.example" };

pub(super) const PRIYA: Customer =
    Customer { id: "usr_47105", name: "Priya Nambiar", email: "priya.n@mail.example" };

/// Those whom the visitor of the shop can be.
pub(super) static CUSTOMERS: [Customer; 2] = [MARA, TOMASZ];

impl Customer {
    /// What they are called by.
    pub(super) fn first_name(&self) -> &'static str {
        self.name.split_once(' ').map_or(self.name, |(first, _)| first)
    }

    /// A token that says who they are, good for a few minutes, as any company's backend makes one: whoever is logged
    /// in, signed with the key's secret.
    #[expect(clippy::expect_used, reason = "the texts are those above, and the tests try them")]
    pub(super) fn token(&self, key: KeyId, secret: &KeySecret, now: Millis) -> String {
        const GOOD_FOR: Span = Span::seconds(5 * 60);
        let claims = Claims {
            name: Some(Name::new(self.name).expect("a name")),
            email: Some(EmailAddress::new(self.email).expect("an address")),
            email_verified: Some(true),
            iat: Some(now),
            exp: Some(now.plus(GOOD_FOR)),
            ..Claims::of(ExternalId::new(self.id).expect("an id"))
        };
        token::sign(&claims, key, secret)
    }
}
