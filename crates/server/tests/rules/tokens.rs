//! Tokens as a customer's backend signs them, and the only way from one to a verified token.

use bonafide_domain::{
    id::KeyId,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret, VerifiedToken},
};
use bonafide_testkit::backend::{Backend, Key};
use serde_json::{Value, json};

use crate::world::{World, run};

/// A signing key as the customer has it.
#[derive(Debug, Clone)]
pub(crate) struct SigningKey {
    pub(crate) id: KeyId,
    secret: KeySecret,
    text: String,
}

impl SigningKey {
    pub(crate) fn new(id: KeyId, secret: &str) -> Self {
        Self { id, secret: KeySecret::new(secret.as_bytes().to_vec()).unwrap(), text: secret.to_owned() }
    }

    /// A token with these claims.
    pub(crate) fn sign(&self, claims: &Claims) -> String {
        token::sign(claims, self.id, &self.secret)
    }

    /// A token with any payload, signed with the backend's library.
    pub(crate) fn sign_json(&self, claims: &Value) -> String {
        let key = Key { id: self.id.kid(), secret: self.text.clone() };
        Backend::shared().mint_with(&key, claims, &json!({"noTimestamp": true}))
    }
}

/// The least that a token must say.
pub(crate) fn claims(external_id: &str) -> Claims {
    Claims::of(ExternalId::new(external_id).unwrap())
}

/// What a token says of somebody with a name.
pub(crate) fn named(external_id: &str, name: &str) -> Claims {
    Claims { name: Some(Name::new(name).unwrap()), ..claims(external_id) }
}

impl World {
    /// A token of the first key for an external id.
    pub(crate) fn token(&self, external_id: &str) -> VerifiedToken {
        self.verified(&self.key.sign(&claims(external_id)))
    }

    /// A token of the first key that ends after a while.
    pub(crate) fn token_for(&self, external_id: &str, span: Span) -> VerifiedToken {
        let exp: Option<Millis> = Some(self.nodes[0].now().plus(span));
        self.verified(&self.key.sign(&Claims { exp, ..claims(external_id) }))
    }

    /// A token that is good.
    pub(crate) fn verified(&self, token: &str) -> VerifiedToken {
        run(self.nodes[0].judge(self.account, self.channel, token)).unwrap().outcome.unwrap()
    }
}
