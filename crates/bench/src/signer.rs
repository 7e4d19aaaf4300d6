//! Who signs the tokens of a run: a company's backend with a signing key, or its portal with a private key.

use bonafide_domain::{
    id::KeyId,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret},
};
use bonafide_testkit::{
    agent::AgentClient,
    portal::{KeyServer, Pair, Says},
    server::TestServer,
};
use serde_json::{Value, json};

use crate::load::clock;

/// How long the tokens of a run are good.
const TOKENS_LAST: Span = Span::minutes(120);
/// The name of every user.
const NAME: &str = "Noor Haddad";
/// The portal's name for its one key.
const KID: &str = "portal-1";

/// How users prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A token signed with a secret that the server made: HS256.
    SigningKey,
    /// A token signed with a private key of 2048 bits, whose public key the portal publishes: RS256.
    PublicKey,
}

impl Proof {
    /// The algorithm of the signature.
    pub(crate) const fn algorithm(self) -> &'static str {
        match self {
            Self::SigningKey => "HS256",
            Self::PublicKey => "RS256",
        }
    }

    /// What has to be there before the server is.
    pub(crate) fn prepare(self) -> Prepared {
        match self {
            Self::SigningKey => Prepared::Nothing,
            Self::PublicKey => Prepared::Portal(Box::new(Portal::open())),
        }
    }
}

/// What is there before the server is.
pub(crate) enum Prepared {
    Nothing,
    Portal(Box<Portal>),
}

impl Prepared {
    /// The server's settings for it.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Portal(portal) => vec![
                ("outbound.allow", "127.0.0.0/8".to_owned()),
                ("outbound.ca_file", portal.keys.certificate().display().to_string()),
            ],
        }
    }

    /// Makes a channel on the server that takes its tokens, and gives the channel's public key.
    pub(crate) async fn introduce(self, server: &TestServer, agent: (&str, &str)) -> (Signer, String) {
        match self {
            Self::Nothing => {
                let channel = server.create_channel("Bench", &[]).await;
                let channel =
                    channel.get("public_key").and_then(Value::as_str).expect("a channel has a public key");
                let key = server.create_key("Bench").await;
                let id = KeyId::from_kid(&key.id).expect("the server's own key id is one");
                let secret =
                    KeySecret::new(key.secret.into_bytes()).expect("the server's own secret is long enough");
                let good_until = clock::time_of_day().plus(TOKENS_LAST);
                (Signer::Backend { key: id, secret, good_until }, channel.to_owned())
            }
            Self::Portal(portal) => {
                let (server, url) = (server.url(""), portal.keys.url());
                let administrator = AgentClient::sign_in(&server, agent.0, agent.1);
                let administrator = administrator.await.expect("the administrator is let in");
                let setting = administrator.create_public_key_setting("Portal", &url);
                let setting = setting.await.expect("the portal's address is allowed");
                let channel = administrator.create_live_chat("Bench", &setting);
                let channel = channel.await.expect("a live chat takes such a setting");
                (Signer::Portal(portal), channel.public_key)
            }
        }
    }
}

/// Who signs.
pub(crate) enum Signer {
    /// A company's backend.
    Backend { key: KeyId, secret: KeySecret, good_until: Millis },
    /// Its portal.
    Portal(Box<Portal>),
}

impl Signer {
    /// A token for the user with this external id.
    pub(crate) fn token(&self, external_id: &str) -> String {
        match self {
            Self::Backend { key, secret, good_until } => {
                let claims = Claims { exp: Some(*good_until), ..claims(external_id) };
                token::sign(&claims, *key, secret)
            }
            Self::Portal(portal) => portal.token(external_id),
        }
    }
}

/// What every token of a backend says.
pub(crate) fn claims(external_id: &str) -> Claims {
    Claims {
        name: Some(Name::new(NAME).expect("a name")),
        ..Claims::of(ExternalId::new(external_id).expect("the run's own ids are allowed"))
    }
}

/// A portal whose public key can be fetched.
pub(crate) struct Portal {
    pair: Pair,
    keys: KeyServer,
}

impl Portal {
    fn open() -> Self {
        let pair = Pair::new();
        let keys = published(&pair, clock::time_of_day().plus(TOKENS_LAST));
        Self { keys: KeyServer::start(Says::Body(keys.to_string())), pair }
    }

    fn token(&self, external_id: &str) -> String {
        let now = clock::time_of_day();
        portal_token(&self.pair, external_id, now, now.plus(TOKENS_LAST))
    }
}

/// What a portal with this pair publishes.
pub(crate) fn published(pair: &Pair, good_until: Millis) -> Value {
    json!([pair.listed(KID, seconds(good_until))])
}

/// A token that a portal with this pair signs, which says what a backend's says.
pub(crate) fn portal_token(pair: &Pair, external_id: &str, now: Millis, good_until: Millis) -> String {
    let claims = json!({"name": NAME, "exp": seconds(good_until)});
    pair.token(Some(KID), external_id, seconds(now), &claims)
}

fn seconds(time: Millis) -> i64 {
    time.as_i64() / 1000
}
