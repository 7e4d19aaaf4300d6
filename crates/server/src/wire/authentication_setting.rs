//! Authentication settings that administrators make (OMN-1, OMN-18).

use bonafide_domain::{
    changed::Changed,
    code_setting::TokenAction,
    id::{AgentId, ChannelId, SettingId},
    namespace::Namespace,
    public_key_setting::{ClientFunction, Party},
    time::Millis,
    token::{Algorithm, Algorithms, Entry, KeySet, PublicKey, Skipped},
};
use bonafide_store::{fetched_keys::FetchedKeys, made_settings::SettingFields};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, chat::AddressTrustName, code_setting::CodeExchange, policies::ModeName};
use crate::{hex::hex, secrets::AccountKey, use_cases::made_settings::Shown};

/// The kind of an authentication setting that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SettingKindName {
    /// Signed tokens against public keys.
    #[serde(rename = "oauth2_implicit")]
    Oauth2Implicit,
    /// Authorization codes, which are exchanged.
    #[serde(rename = "oauth2_code")]
    Oauth2Code,
}

/// Where the external ids of a setting live.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdsName {
    /// In a namespace of the setting's own: the same id under another setting is somebody else.
    #[default]
    Own,
    /// In the account's: the same id by a signing key, a chat or the REST API is the same person.
    Account,
}

/// An authentication setting to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAuthenticationSetting {
    /// Its kind, which stays.
    pub kind: SettingKindName,
    /// Its name: 1 to 255 characters.
    pub name: String,
    /// Where its public keys are fetched: an address with `https`. A setting of the kind `oauth2_implicit` has one.
    pub url: Option<String>,
    /// The page's function that gives tokens, such as `auth.getAuthenticationToken`.
    pub client_function: Option<String>,
    /// The algorithms that it allows, of `RS256`, `RS384`, `RS512`, `PS256`, `ES256`, `ES384` and `EdDSA`; `RS256` without.
    pub algorithms: Option<Vec<String>>,
    /// What the tokens' `iss` must be; any without.
    pub issuer: Option<String>,
    /// What the tokens' `aud` must have; not looked at without.
    pub audience: Option<String>,
    /// Whether malformed context variables refuse the login.
    pub contexts_mode: Option<ModeName>,
    /// For how many seconds the last good keys serve while they cannot be fetched: 604800 at most, and 86400 without.
    pub keys_serve_seconds: Option<i64>,
    /// Whether an address counts as verified where a token says so; not without.
    pub address_trust: Option<AddressTrustName>,
    /// Where the external ids in its tokens live, which stays.
    #[serde(default)]
    pub external_ids: IdsName,
    /// How codes are exchanged. A setting of the kind `oauth2_code` has this, and nothing that is about tokens of a page's own.
    pub code: Option<CodeExchange>,
}

/// What to change of an authentication setting; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAuthenticationSetting {
    /// Its name: 1 to 255 characters.
    pub name: Option<String>,
    /// The id of the agent who owns it.
    #[schemars(with = "Option<String>")]
    pub owner: Option<AgentId>,
    /// Where its public keys are fetched: an address with `https`.
    pub url: Option<String>,
    /// The page's function that gives tokens; null for none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub client_function: Changed<String>,
    /// The algorithms that it allows.
    pub algorithms: Option<Vec<String>>,
    /// What the tokens' `iss` must be; null for any.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub issuer: Changed<String>,
    /// What the tokens' `aud` must have; null where it is not looked at.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub audience: Changed<String>,
    /// Whether malformed context variables refuse the login, or are only reported.
    pub contexts_mode: Option<ModeName>,
    /// For how many seconds the last good keys serve while they cannot be fetched.
    pub keys_serve_seconds: Option<i64>,
    /// Whether an address counts as verified where a token says so.
    pub address_trust: Option<AddressTrustName>,
    /// All of how codes are exchanged, but for the client secret; of a setting of the kind `oauth2_code`.
    pub code: Option<CodeExchange>,
}

/// An authentication setting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuthenticationSetting {
    /// Its id.
    #[schemars(with = "String")]
    id: SettingId,
    /// Its name.
    name: String,
    /// Its kind: `oauth2_implicit` or `oauth2_code`.
    kind: &'static str,
    /// The kind of channel that it fits: `omnichannel`.
    channel_kind: &'static str,
    /// Who owns it; null for a command on the server's own machine, and for somebody who does not work here any more.
    owner: Option<Owner>,
    /// Where its public keys are fetched; null of the kind `oauth2_code`.
    url: Option<String>,
    /// The page's function that gives tokens.
    client_function: Option<String>,
    /// The algorithms that it allows; none of the kind `oauth2_code`, whose token action says them.
    algorithms: Vec<&'static str>,
    /// What the tokens' `iss` must be.
    issuer: Option<String>,
    /// What the tokens' `aud` must have.
    audience: Option<String>,
    /// `enforced`, or `report_only`: malformed context variables are left out, and the login log says so.
    contexts_mode: Option<&'static str>,
    /// For how many seconds the last good keys serve while they cannot be fetched.
    keys_serve_seconds: Option<i64>,
    /// `trusted`, or `not_trusted`: whether an address counts as verified where a token says so.
    address_trust: &'static str,
    /// `own` or `account`: where the external ids in its tokens live.
    external_ids: &'static str,
    /// The channels that it is attached to; none, and it is unused.
    channels: Vec<AttachedChannel>,
    /// When it was made.
    made_at: Time,
    /// How its keys were last fetched; null if they never were.
    keys: Option<Fetched>,
    /// How codes are exchanged; null of the kind `oauth2_implicit`.
    code: Option<CodeExchange>,
    /// Whether it has a client secret. Which, no answer tells.
    has_client_secret: bool,
    /// The public key that our calls to your own endpoint are signed with, as PEM; null unless the token action is `endpoint`.
    calls_public_key: Option<String>,
}

/// Who owns a setting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SettingOwner")]
pub struct Owner {
    /// Their id.
    #[schemars(with = "String")]
    id: AgentId,
    /// Their name.
    name: String,
}

/// A channel that a setting is attached to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AttachedChannel {
    /// Its id.
    #[schemars(with = "String")]
    id: ChannelId,
    /// Its name.
    name: String,
}

/// How the keys of a setting were last fetched.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FetchedKeys")]
pub struct Fetched {
    /// When that was tried last.
    tried_at: Time,
    /// When it last went well; null if it never did.
    good_at: Option<Time>,
    /// Until when those serve if no fetch goes well any more.
    serve_until: Option<Time>,
    /// What went wrong the last time; null if nothing did.
    failure: Option<FetchFailure>,
    /// The form of the last good answer: `pem`, `list` or `jwks`.
    form: Option<&'static str>,
    /// What was in it.
    keys: Vec<Key>,
}

/// What went wrong at a fetch.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FetchFailure {
    /// A word for programs: `no_such_host`, `not_public`, `unreachable`, `tls`, `too_slow`, `too_large`, `status`, `elsewhere`,
    /// `too_many_redirects`, `broken`, or `no_keys` for an answer that has none.
    code: String,
    /// What it was and what to do, for people.
    says: String,
}

/// A key that was fetched.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FetchedKey")]
pub struct Key {
    /// What tokens name it by; null for the one key of a PEM.
    kid: Option<String>,
    /// What kind of key it is, such as `RSA 2048`; null where it could not be read.
    kind: Option<String>,
    /// The algorithms that it is for and the setting allows.
    algorithms: Vec<&'static str>,
    /// From when on it does not count.
    expires_at: Option<Time>,
    /// The SHA-256 of the key, in hexadecimal.
    sha256: Option<String>,
    /// Why it is not used; null if it is.
    skipped: Option<SkippedKey>,
}

/// Why a key that was fetched is not used.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SkippedKey {
    /// A word for programs: `expired`, `duplicate_kid`, `no_kid`, `bad_kid`, `broken`, `pkcs1`, `certificate`, `private_key`,
    /// `shared_secret`, `bad_expiry`, `rsa_size`, `unsupported`, `not_allowed`, `not_for_signatures`.
    code: &'static str,
    /// What is wrong and what to do, for people.
    says: String,
}

/// The account's authentication settings that administrators made, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuthenticationSettings {
    /// The settings.
    pub settings: Vec<AuthenticationSetting>,
}

impl AuthenticationSetting {
    /// A setting as it is now. `key` is the account's, which signs calls to customers' endpoints, where this setting makes some.
    pub fn of(
        Shown { setting, owner, channels, fetched }: Shown,
        now: Millis,
        key: Option<&AccountKey>,
    ) -> Self {
        let kind = setting.fields.kind();
        let source = setting.fields.keys();
        let shown = Self {
            id: setting.id,
            name: setting.name,
            kind: kind.as_str(),
            channel_kind: kind.channel().as_str(),
            owner: setting.owner.zip(owner).map(|(id, name)| Owner { id, name }),
            url: None,
            client_function: None,
            algorithms: Vec::new(),
            issuer: None,
            audience: None,
            contexts_mode: None,
            keys_serve_seconds: None,
            address_trust: setting.address_trust.as_str(),
            external_ids: match setting.namespace {
                Namespace::Account => "account",
                Namespace::Setting(_) => "own",
            },
            channels: channels.into_iter().map(|(id, name)| AttachedChannel { id, name }).collect(),
            made_at: Time(setting.made_at),
            keys: None,
            code: None,
            has_client_secret: setting.has_secret,
            calls_public_key: None,
        };
        let fetched = |allowed: &Algorithms| {
            fetched.zip(source).map(|(fetched, source)| {
                let serve_until = fetched.fetches.serve_until(source.serve.span()).map(Time);
                Fetched { serve_until, ..keys(fetched, allowed, now) }
            })
        };
        let party = |party: &Option<Party>| party.as_ref().map(|party| party.as_str().to_owned());
        match &setting.fields {
            SettingFields::PublicKeys(fields) => Self {
                url: Some(fields.url.as_str().to_owned()),
                client_function: fields
                    .client_function
                    .as_ref()
                    .map(ClientFunction::as_str)
                    .map(str::to_owned),
                algorithms: fields.algorithms.iter().map(Algorithm::as_str).collect(),
                issuer: party(&fields.issuer),
                audience: party(&fields.audience),
                contexts_mode: Some(fields.contexts.as_str()),
                keys_serve_seconds: Some(fields.keys_serve.as_seconds()),
                keys: fetched(&fields.algorithms),
                ..shown
            },
            SettingFields::Code(fields) => Self {
                code: Some(fields.into()),
                keys: match &fields.action {
                    TokenAction::IdToken { algorithms, .. } => fetched(algorithms),
                    TokenAction::UserInfo { .. }
                    | TokenAction::Introspection { .. }
                    | TokenAction::Endpoint { .. } => None,
                },
                calls_public_key: key.map(AccountKey::calls_public_key),
                ..shown
            },
        }
    }
}

fn keys(fetched: FetchedKeys, allowed: &Algorithms, now: Millis) -> Fetched {
    let set = fetched.body.and_then(|body| KeySet::read(body.as_bytes()).ok());
    let of_set =
        |set: &KeySet| set.at(now, allowed).map(|(entry, usable)| key(entry, usable, allowed)).collect();
    Fetched {
        tried_at: Time(fetched.fetches.tried_at),
        good_at: fetched.fetches.good_at.map(Time),
        serve_until: None,
        failure: fetched.failure.map(|failure| FetchFailure { code: failure.word, says: failure.detail }),
        form: set.as_ref().map(|set| set.form().as_str()),
        keys: set.as_ref().map(of_set).unwrap_or_default(),
    }
}

fn key(entry: &Entry, usable: Result<&PublicKey, Skipped>, allowed: &Algorithms) -> Key {
    let key = entry.key.as_ref().ok();
    let algorithms = key.into_iter().flat_map(PublicKey::algorithms);
    Key {
        kid: entry.kid.clone(),
        kind: key.map(|key| key.kind().to_string()),
        algorithms: algorithms.filter(|algorithm| allowed.allow(*algorithm)).map(Algorithm::as_str).collect(),
        expires_at: entry.expires_at.map(Time),
        sha256: key.map(|key| hex(key.sha256())),
        skipped: usable.err().map(|why| SkippedKey { code: why.as_str(), says: why.to_string() }),
    }
}
