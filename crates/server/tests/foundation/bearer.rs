//! The tokens that clients carry, and the secrets in them.

use bonafide_domain::id::{AccountId, AgentSessionId, SessionId};
use bonafide_server::secrets::{AgentToken, Bearer, Secret256, SessionToken};

use crate::world::Counted;

fn token() -> SessionToken {
    let account: AccountId = "0123456789ab00cdef012345".parse().unwrap();
    let session: SessionId = "0123456789ac00cdef012345".parse().unwrap();
    Bearer { account, session, secret: Secret256::new(&*Counted::new()) }
}

#[test]
fn a_sessions_token_is_account_session_and_43_characters_of_secret() {
    let text = token().text();
    let expected = concat!(
        "bfs_0123456789ab00cdef0123450123456789ac00cdef012345_",
        "AAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAA"
    );
    assert_eq!(*text, expected);

    let read: SessionToken = text.parse().unwrap();
    assert_eq!((read.account, read.session), (token().account, token().session));
    assert!(read.secret.matches(&token().secret.hash()));
}

#[test]
fn an_agents_token_has_a_prefix_of_its_own() {
    let SessionToken { account, secret, .. } = token();
    let session: AgentSessionId = "0123456789ac00cdef012345".parse().unwrap();
    let text = AgentToken { account, session, secret }.text();
    assert!(text.starts_with("bfa_"));
    assert!(text.parse::<AgentToken>().is_ok());
    assert!(text.parse::<SessionToken>().is_err());
    assert!(token().text().parse::<AgentToken>().is_err());
}

#[test]
fn every_other_spelling_of_a_token_is_refused() {
    let good = token().text().to_string();
    let id = "0123456789ab00cdef012345";
    let secret = &good[good.len() - 43..];
    let wrong = [
        String::new(),
        "bfs_".to_owned(),
        good[4..].to_owned(),
        good.to_uppercase(),
        format!(" {good}"),
        format!("{good} "),
        format!("{good}\n"),
        format!("{good}="),
        format!("{good}A"),
        good[..good.len() - 1].to_owned(),
        format!("bfs_{id}{id}{secret}"),
        format!("bfs_{id}{id}__{secret}"),
        format!("bfs_{id}_{id}_{secret}"),
        format!("bfs_{}{id}_{secret}", id.to_uppercase()),
        format!("bfs_{id}{}_{secret}", id.replace('0', "g")),
        // The two bits that no byte uses are not zero: another text for the same bytes.
        format!("bfs_{id}{id}_{}B", &secret[..42]),
        format!("bfs_{id}{id}_{}+", &secret[..42]),
        format!("bfs_{id}{id}_{}=", &secret[..42]),
        // As many bytes, with a character that takes two of them, across each of the borders.
        format!("bfs_{}ä{id}_{secret}", &id[..23]),
        format!("bfs_{id}{}ä{secret}", &id[..23]),
        format!("bfs_{id}{id}_ä{}", &secret[..41]),
    ];
    for text in wrong {
        assert!(text.parse::<SessionToken>().is_err(), "{text:?}");
    }
}

#[test]
fn ses_3_a_secret_is_kept_as_its_hash_and_only_the_same_secret_matches() {
    let random = Counted::new();
    let (secret, other) = (Secret256::new(&*random), Secret256::new(&*random));
    assert!(secret.matches(&secret.hash()));
    assert!(!other.matches(&secret.hash()));
    assert_ne!(secret.hash().as_slice(), secret.text().as_bytes());
}

#[test]
fn a_secret_is_never_printed() {
    let token = token();
    let text = token.secret.text();
    for printed in
        [format!("{token:?}"), format!("{:?}", token.secret), format!("{:#?}", Some(token.clone()))]
    {
        assert!(!printed.contains(&**text), "{printed}");
        assert!(printed.contains("hidden"), "{printed}");
    }
}
