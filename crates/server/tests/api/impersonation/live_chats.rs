//! By a token that public keys prove (OMN-2, OMN-3).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_testkit::{backend::Key, portal::Pair};
use serde_json::json;

use super::stage::{ALICIA, Stage};
use crate::{client_login::made_by_hand::signed, live_chat::LiveChat, visitor::Visitor};

/// A live chat, its portal's pair of keys, and Alicia, who is signed in and wrote.
fn scene(stage: &Stage) -> (LiveChat, Pair, Visitor) {
    let (live_chat, pair) = (LiveChat::new(&stage.world), Pair::new());
    live_chat.has_fetched(&stage.world, &json!([pair.listed("a", stage.world.seconds() + 60)]).to_string());
    let alicia = live_chat.signed_in(&stage.world, &pair, "a", ALICIA);
    stage.alicia_says(&alicia);
    (live_chat, pair, alicia)
}

/// What Mallory gets who presents these tokens.
fn presents(stage: &Stage, live_chat: &LiveChat, tokens: &[(String, &str)]) {
    for (token, reason) in tokens {
        stage.mallory(live_chat.login(&stage.world, token)).refused_for(reason);
    }
}

pub(super) fn portal_token_of_another_key(stage: &Stage) {
    let (live_chat, _, alicia) = scene(stage);
    let now = stage.world.seconds();
    let theirs = Pair::new();
    let brought = |member: &str| {
        let mut header = json!({"alg": "RS256", "kid": "a"});
        header[member] = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
        theirs.sign(&header, &json!({"sub": ALICIA, "iss": "i", "iat": now, "exp": now + 60}))
    };
    let token = theirs.token(Some("a"), ALICIA, now, &json!({}));
    presents(
        stage,
        &live_chat,
        &[
            (token, "signature_invalid"),
            (brought("jwk"), "signature_invalid"),
            (brought("jku"), "signature_invalid"),
        ],
    );
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn portal_token_of_a_shared_secret(stage: &Stage) {
    let (live_chat, pair, alicia) = scene(stage);
    let now = stage.world.seconds();
    let payload = json!({"sub": ALICIA, "external_id": ALICIA, "scope": "user", "iss": "i", "iat": now, "exp": now + 60});
    let encode = |text: String| BASE64_URL_SAFE_NO_PAD.encode(text);
    let mut tokens = Vec::new();
    for alg in ["HS256", "none", "None"] {
        for secret in [pair.pem(), pair.pem().trim().to_owned()] {
            let key = Key { secret, ..stage.key.clone() };
            let header = json!({"alg": alg, "kid": "a"}).to_string();
            tokens.push((signed(&key, &header, &payload.to_string()), "alg_not_allowed"));
        }
        let header = json!({"alg": alg}).to_string();
        tokens.push((format!("{}.{}.", encode(header), encode(payload.to_string())), "alg_not_allowed"));
    }
    // A token of the account's own signing key is for the messenger.
    tokens.push((stage.alicias_token(), "alg_not_allowed"));
    presents(stage, &live_chat, &tokens);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn portal_token_of_another_setting(stage: &Stage) {
    let (live_chat, pair, alicia) = scene(stage);
    let (other, theirs) = (LiveChat::new(&stage.world), Pair::new());
    other.has_fetched(&stage.world, &json!([theirs.listed("b", 4_000_000_000_i64)]).to_string());
    let now = stage.world.seconds();
    presents(
        stage,
        &live_chat,
        &[
            (theirs.token(Some("b"), ALICIA, now, &json!({})), "kid_unknown"),
            (theirs.token(Some("a"), ALICIA, now, &json!({})), "signature_invalid"),
        ],
    );
    // On the other channel the same id is somebody else.
    let namesake = other.signed_in(&stage.world, &theirs, "b", ALICIA);
    assert_ne!(namesake.user, alicia.user);
    presents(stage, &other, &[(pair.token(Some("a"), ALICIA, now, &json!({})), "kid_unknown")]);
    stage
        .mallory_presents(None, &pair.token(Some("a"), ALICIA, now, &json!({})))
        .refused_for("alg_not_allowed");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn portal_token_of_a_key_that_ended(stage: &Stage) {
    let (live_chat, leaked, alicia) = scene(stage);
    stage.world.clock.forward(60);
    let token = leaked.token(Some("a"), ALICIA, stage.world.seconds(), &json!({}));
    presents(stage, &live_chat, &[(token, "kid_unknown")]);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn portal_token_of_a_published_private_key(stage: &Stage) {
    let (live_chat, _, alicia) = scene(stage);
    let (other, published) = (LiveChat::new(&stage.world), Pair::new());
    let body = json!({"keys": [
        {"kty": "oct", "kid": "c", "k": BASE64_URL_SAFE_NO_PAD.encode(&stage.key.secret)},
        {"kty": "RSA", "kid": "d", "n": "AQAB", "e": "AQAB", "d": "AQAB"},
    ]});
    other.has_fetched(&stage.world, &body.to_string());
    let now = stage.world.seconds();
    let payload = json!({"sub": ALICIA, "iss": "i", "iat": now, "exp": now + 60}).to_string();
    let by_secret = signed(&stage.key, &json!({"alg": "HS256", "kid": "c"}).to_string(), &payload);
    presents(
        stage,
        &other,
        &[
            (by_secret, "alg_not_allowed"),
            (published.token(Some("d"), ALICIA, now, &json!({})), "kid_unknown"),
        ],
    );
    drop(live_chat);
    stage.mallory_heard_nothing(&alicia);
}
