//! What an `OpenID` provider says of itself (`OpenID` Connect Discovery, section 4).

use super::super::json::{self, JsonFault};
use crate::{
    outbound::{OutboundUrl, UrlRefused},
    public_key_setting::Party,
};

/// Why its keys are not found by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryFault {
    /// It is not JSON.
    #[error("What the issuer says of itself {0}.")]
    Json(JsonFault),
    /// It speaks of somebody else (section 4.3).
    #[error(
        "What the issuer says of itself names another issuer: enter that one, letter for letter, if it is right."
    )]
    OtherIssuer,
    /// There is no `jwks_uri`.
    #[error("What the issuer says of itself has no jwks_uri.")]
    NoKeys,
    /// It is none that is called.
    #[error("The issuer's jwks_uri is refused: {0}.")]
    Url(UrlRefused),
}

/// Where the keys of this issuer are, by what it says of itself.
pub fn keys_at(body: &[u8], issuer: &Party) -> Result<OutboundUrl, DiscoveryFault> {
    let members = json::members(body).map_err(DiscoveryFault::Json)?;
    let text = |name: &str| members.get(name).and_then(|value| value.text().ok());
    if text("issuer") != Some(issuer.as_str()) {
        return Err(DiscoveryFault::OtherIssuer);
    }
    text("jwks_uri").ok_or(DiscoveryFault::NoKeys)?.parse().map_err(DiscoveryFault::Url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omn_12_keys_are_where_the_very_issuer_says_that_they_are() {
        let issuer = Party::new("https://id.example").unwrap();
        let at = |body: &str| keys_at(body.as_bytes(), &issuer).map(|url| url.as_str().to_owned());
        let good = r#"{"issuer":"https://id.example","jwks_uri":"https://keys.example/jwks","more":[1]}"#;
        assert_eq!(at(good).unwrap(), "https://keys.example/jwks");
        for (body, fault) in [
            ("<html>", DiscoveryFault::Json(JsonFault::NotJson)),
            ("{}", DiscoveryFault::OtherIssuer),
            (
                r#"{"issuer":"https://id.example/","jwks_uri":"https://k.example"}"#,
                DiscoveryFault::OtherIssuer,
            ),
            (r#"{"issuer":"https://id.example"}"#, DiscoveryFault::NoKeys),
            (r#"{"issuer":"https://id.example","jwks_uri":7}"#, DiscoveryFault::NoKeys),
            (
                r#"{"issuer":"https://id.example","jwks_uri":"http://k.example"}"#,
                DiscoveryFault::Url(UrlRefused::NotHttps),
            ),
        ] {
            assert_eq!(at(body), Err(fault), "{body}");
        }
    }
}
