//! The fields of an authentication setting that exchanges codes (OMN-11, OMN-12).

mod secret;

use url::Url;

use crate::{
    key_fetch::{KeySource, Published},
    outbound::{OutboundUrl, UrlRefused},
    public_key_setting::{KeysServe, Party},
    text::TextRefused,
    token::Algorithms,
};

pub use secret::ClientSecret;

/// What an administrator sets of a setting that exchanges codes, besides its name, its owner and its client secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFields {
    /// Where codes are exchanged.
    pub token_url: OutboundUrl,
    /// Where the identity provider sends people back to with a code: a page of the customer's, and no address that is called.
    pub redirect_url: RedirectUrl,
    /// Who we are to the identity provider.
    pub client_id: Party,
    /// How we prove that.
    pub client_authentication: ClientAuthentication,
    /// What is asked for, and must be granted.
    pub scope: Option<Scope>,
    /// What makes a user's id of the answer.
    pub action: TokenAction,
}

impl CodeFields {
    /// Whether the client secret would be sent by these fields to an address to which it was not sent before. Whoever enters such an address
    /// may read the secret there (OMN-1).
    pub fn send_secret_elsewhere(&self, before: &Self) -> bool {
        self.secret_goes_to().any(|url| before.secret_goes_to().all(|known| known != url))
    }

    /// The addresses that the client secret is sent to.
    fn secret_goes_to(&self) -> impl Iterator<Item = &OutboundUrl> {
        let introspection = match &self.action {
            TokenAction::Introspection { url, .. } => Some(url),
            // They are shown an access token at most.
            TokenAction::IdToken { .. } | TokenAction::UserInfo { .. } | TokenAction::Endpoint { .. } => None,
        };
        [&self.token_url].into_iter().chain(introspection)
    }
}

/// How a client proves who it is (RFC 6749, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientAuthentication {
    /// By the header `Authorization`.
    #[default]
    Basic,
    /// By two fields of what is posted.
    Post,
}

impl ClientAuthentication {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Basic, Self::Post];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Post => "post",
        }
    }
}

/// What makes a user's id of the answer to an exchange (OMN-12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAction {
    /// The ID token in it is verified (`OpenID` Connect Core, section 3.1.3.7).
    IdToken {
        /// Whose it is.
        issuer: Issuer,
        /// The algorithms that it may be signed with.
        algorithms: Algorithms,
    },
    /// The access token is taken to the user-information URL (`OpenID` Connect Core, section 5.3).
    UserInfo {
        /// That URL.
        url: OutboundUrl,
        /// The member of its answer that is the user's id.
        id_field: IdField,
    },
    /// The access token is taken to the introspection URL (RFC 7662).
    Introspection {
        /// That URL.
        url: OutboundUrl,
        /// The member of its answer that is the user's id.
        id_field: IdField,
    },
    /// The whole answer is taken to the customer's own endpoint.
    Endpoint {
        /// That endpoint.
        url: OutboundUrl,
    },
}

impl TokenAction {
    /// What kind of action it is.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::IdToken { .. } => ActionKind::IdToken,
            Self::UserInfo { .. } => ActionKind::UserInfo,
            Self::Introspection { .. } => ActionKind::Introspection,
            Self::Endpoint { .. } => ActionKind::Endpoint,
        }
    }

    /// Where the public keys are that it needs, if it needs any.
    pub fn keys(&self) -> Option<KeySource> {
        match self {
            Self::IdToken { issuer, .. } => Some(KeySource {
                url: issuer.discovery.clone(),
                published: Published::ByDiscovery(issuer.party.clone()),
                serve: KeysServe::default(),
            }),
            Self::UserInfo { .. } | Self::Introspection { .. } | Self::Endpoint { .. } => None,
        }
    }
}

/// The kind of a token action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// The ID token is verified.
    IdToken,
    /// The user-information URL is asked.
    UserInfo,
    /// The introspection URL is asked.
    Introspection,
    /// The customer's own endpoint is asked.
    Endpoint,
}

impl ActionKind {
    /// All of them, for reading one back.
    pub const ALL: [Self; 4] = [Self::IdToken, Self::UserInfo, Self::Introspection, Self::Endpoint];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::UserInfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Endpoint => "endpoint",
        }
    }
}

/// An `OpenID` provider, as ID tokens name it in `iss`, and where it says of itself where its keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    party: Party,
    discovery: OutboundUrl,
}

impl Issuer {
    /// The one of this name, which is an address (`OpenID` Connect Discovery, section 4.1).
    pub fn new(text: &str) -> Result<Self, UrlRefused> {
        let own: OutboundUrl = text.parse()?;
        if own.as_str().contains('?') {
            return Err(UrlRefused::NotAUrl);
        }
        let discovery = format!("{}/.well-known/openid-configuration", text.trim_end_matches('/'));
        let party = Party::new(text).map_err(|_| UrlRefused::NotAUrl)?;
        Ok(Self { party, discovery: discovery.parse()? })
    }

    /// Its name, as `iss` has it.
    pub fn party(&self) -> &Party {
        &self.party
    }
}

/// The address of a page that people come back to with a code. It is compared by the identity provider, letter for letter, and called by
/// nobody here: an app's own scheme will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUrl(Box<str>);

/// The longest one, in bytes.
const REDIRECT_BYTES: usize = 2_000;

impl RedirectUrl {
    /// The one with this text (RFC 6749, section 3.1.2: absolute, without a fragment).
    pub fn new(text: &str) -> Result<Self, UrlRefused> {
        let is_odd = |c: char| c.is_whitespace() || c.is_control();
        if text.len() > REDIRECT_BYTES || text.contains(is_odd) || Url::parse(text).is_err() {
            return Err(UrlRefused::NotAUrl);
        }
        if text.contains('#') {
            return Err(UrlRefused::Fragment);
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is asked of the identity provider: names with one space between (RFC 6749, section 3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Box<str>);

/// The longest scope, in bytes.
const SCOPE_BYTES: usize = 1_000;

impl Scope {
    /// The one with this text.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        let is_token = |name: &str| {
            !name.is_empty() && name.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
        };
        if text.is_empty() {
            Err(TextRefused::Empty)
        } else if text.len() > SCOPE_BYTES {
            Err(TextRefused::TooLong("1000 bytes"))
        } else if text.split(' ').all(is_token) {
            Ok(Self(text.into()))
        } else {
            Err(TextRefused::Character)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether all of it is in what was granted.
    pub fn is_in(&self, granted: &str) -> bool {
        self.0.split(' ').all(|name| granted.split(' ').any(|it| it == name))
    }
}

/// The name of the member of an answer that is the user's id: `sub`, unless an administrator says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdField(Box<str>);

/// The longest such name, in code points.
const FIELD_CHARS: usize = 128;

impl IdField {
    /// The one of this name.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.is_empty() {
            Err(TextRefused::Empty)
        } else if text.chars().count() > FIELD_CHARS {
            Err(TextRefused::TooLong("128 characters"))
        } else if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            Err(TextRefused::Character)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for IdField {
    fn default() -> Self {
        Self("sub".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(token_url: &str, action: TokenAction) -> CodeFields {
        CodeFields {
            token_url: token_url.parse().unwrap(),
            redirect_url: RedirectUrl::new("https://shop.example").unwrap(),
            client_id: Party::new("shop").unwrap(),
            client_authentication: ClientAuthentication::Basic,
            scope: None,
            action,
        }
    }

    #[test]
    fn omn_1_a_secret_is_sent_elsewhere_by_another_token_url_or_introspection_url_alone() {
        let (here, there) = ("https://id.example/token", "https://evil.example/token");
        let url = |text: &str| text.parse().unwrap();
        let asks = |text: &str| TokenAction::Introspection { url: url(text), id_field: IdField::default() };
        let informs = |text: &str| TokenAction::UserInfo { url: url(text), id_field: IdField::default() };
        let id_token = || TokenAction::IdToken {
            issuer: Issuer::new("https://id.example").unwrap(),
            algorithms: Algorithms::default(),
        };
        for (before, after, elsewhere) in [
            (fields(here, id_token()), fields(here, informs(there)), false),
            (fields(here, id_token()), fields(here, TokenAction::Endpoint { url: url(there) }), false),
            (fields(here, informs(there)), fields(here, id_token()), false),
            (fields(here, id_token()), fields(there, id_token()), true),
            (fields(here, id_token()), fields("https://id.example/token?x", id_token()), true),
            (fields(here, informs(there)), fields(here, asks(there)), true),
            (fields(here, asks(here)), fields(here, asks(there)), true),
            (fields(here, asks(there)), fields(there, asks(here)), false),
            (fields(here, asks(there)), fields(here, id_token()), false),
        ] {
            assert_eq!(after.send_secret_elsewhere(&before), elsewhere, "{before:?} {after:?}");
        }
    }

    #[test]
    fn omn_12_an_issuer_is_an_address_and_says_where_its_keys_are() {
        for (text, discovery) in [
            ("https://id.example", "https://id.example/.well-known/openid-configuration"),
            ("https://id.example/", "https://id.example/.well-known/openid-configuration"),
            ("https://id.example/t/1", "https://id.example/t/1/.well-known/openid-configuration"),
        ] {
            let issuer = Issuer::new(text).unwrap();
            assert_eq!((issuer.party().as_str(), issuer.discovery.as_str()), (text, discovery));
        }
        for text in ["", "id.example", "http://id.example", "https://id.example?a", "https://id.example#a"] {
            assert!(Issuer::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn omn_11_a_redirect_url_is_kept_letter_for_letter() {
        for text in
            ["https://shop.example", "https://shop.example/?a=b", "http://127.0.0.1:80/", "shop.app:/back"]
        {
            assert_eq!(RedirectUrl::new(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "/back",
            "https://shop.example/#x",
            "https://shop.example/ x",
            &format!("https://a/{}", "x".repeat(2000)),
        ] {
            assert!(RedirectUrl::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn omn_11_a_scope_is_names_with_one_space_between() {
        let scope = Scope::new("openid email").unwrap();
        assert!(scope.is_in("email profile openid"));
        assert!(!scope.is_in("openid") && !scope.is_in("openid emails") && !scope.is_in(""));
        for text in ["", " openid", "openid  email", "openid\n", "a\"b", "a\\b", "ä", &"a".repeat(1001)] {
            assert!(Scope::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn omn_12_the_id_is_in_sub_unless_it_is_said_where() {
        assert_eq!(IdField::default().as_str(), "sub");
        assert_eq!(IdField::new("https://shop.example/id").unwrap().as_str(), "https://shop.example/id");
        for text in ["", "a b", "a\0", &"a".repeat(129)] {
            assert!(IdField::new(text).is_err(), "{text:?}");
        }
    }
}
