//! The known attacks on signed tokens: each is refused, and for the reason that tells what it is.

use bonafide_domain::token::Reason;

use crate::mint::{
    KEY, NOW_SECONDS, OTHER_KEY, OTHER_SECRET, PAYLOAD, SECRET, assert_refused, assert_refused_with, encode,
    good, header, header_and, keys, sign_with, verify, with_header,
};

/// A public key as an attacker can fetch it from a customer's server.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEffC/rUuCvbcfYMxnx0JyOBhed0L+\n\
    WmJLrrOcv0HDEr/2p+SfVWrXiiOnyqHhsnDbkqYtvRudOXE/2gp+b3v7VQ==\n\
    -----END PUBLIC KEY-----\n";

#[test]
fn tok_1_only_hs256_is_allowed() {
    for (alg, detail) in [
        (r#""none""#, "The header's alg is none, so the token is not signed: sign with HS256."),
        (r#""None""#, "The header's alg is none, so the token is not signed: sign with HS256."),
        (r#""nOnE""#, "The header's alg is none, so the token is not signed: sign with HS256."),
        (r#""hs256""#, "The header's alg is HS256 in other letters: write it exactly so."),
        (r#""HS384""#, "The header's alg is another one with a shared secret: sign with HS256."),
        (r#""HS512""#, "The header's alg is another one with a shared secret: sign with HS256."),
        (r#""HS256 ""#, "The header's alg is not known: sign with HS256."),
        (r#""HS256\u0000""#, "The header's alg is not known: sign with HS256."),
        (r#""ＨＳ２５６""#, "The header's alg is not known: sign with HS256."),
        (r#""HS1""#, "The header's alg is not known: sign with HS256."),
        (r#""dir""#, "The header's alg is not known: sign with HS256."),
        (r#""""#, "The header's alg is not known: sign with HS256."),
        ("null", "The header's alg is null, send the string HS256."),
        ("true", "The header's alg is a boolean, send the string HS256."),
        ("256", "The header's alg is a number, send the string HS256."),
        (r#"["HS256"]"#, "The header's alg is a list, send the string HS256."),
        (r#"{"alg":"HS256"}"#, "The header's alg is an object, send the string HS256."),
    ] {
        let header = format!(r#"{{"alg":{alg},"kid":"{}"}}"#, KEY.kid());
        assert_refused_with(&with_header(&header), Reason::AlgNotAllowed, detail);
    }
    let without = format!(r#"{{"kid":"{}"}}"#, KEY.kid());
    assert_refused_with(
        &with_header(without),
        Reason::AlgNotAllowed,
        "The header has no alg: sign with HS256.",
    );
}

#[test]
fn tok_1_no_algorithm_with_a_public_key_is_allowed() {
    for alg in [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA",
        "Ed25519", "rs256",
    ] {
        assert_refused_with(
            &with_header(format!(r#"{{"alg":"{alg}","kid":"{}"}}"#, KEY.kid())),
            Reason::AlgNotAllowed,
            "The header's alg works with a private key, and this channel's keys are shared secrets: \
             sign with HS256.",
        );
    }
}

#[test]
fn an_unsigned_token_is_told_that_it_is_unsigned() {
    for alg in ["none", "NONE", "None"] {
        let header = encode(format!(r#"{{"alg":"{alg}","kid":"{}"}}"#, KEY.kid()));
        assert_refused(&format!("{header}.{}.", encode(PAYLOAD)), Reason::AlgNotAllowed, alg);
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    for secret in [PUBLIC_KEY, PUBLIC_KEY.trim_end(), &PUBLIC_KEY.replace('\n', "\r\n")] {
        let token = sign_with(secret.as_bytes(), header(), PAYLOAD);
        assert_refused(&token, Reason::SignatureInvalid, "signed with a public key as the secret");
        let confused = header().replace("HS256", "RS256");
        assert_refused(&sign_with(secret.as_bytes(), confused, PAYLOAD), Reason::AlgNotAllowed, "as RS256");
    }
}

#[test]
fn only_the_secret_of_the_key_that_kid_names_will_do() {
    let decoded = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, SECRET).unwrap();
    let lowercase = SECRET.to_lowercase();
    for (secret, what) in [
        (&b""[..], "the empty secret"),
        (OTHER_SECRET.as_bytes(), "another key's secret"),
        (&decoded, "the decoded secret"),
        (lowercase.as_bytes(), "the secret in lower case"),
        (&SECRET.as_bytes()[..42], "a part of the secret"),
        (KEY.kid().as_bytes(), "the key's id"),
    ] {
        assert_refused(&sign_with(secret, header(), PAYLOAD), Reason::SignatureInvalid, what);
    }
    let other = header().replace(&KEY.kid(), &OTHER_KEY.kid());
    assert_refused(
        &sign_with(SECRET.as_bytes(), &other, PAYLOAD),
        Reason::SignatureInvalid,
        "under another kid",
    );
    let token = verify(&sign_with(OTHER_SECRET.as_bytes(), &other, PAYLOAD)).unwrap();
    assert_eq!(token.key(), Some(OTHER_KEY));
}

#[test]
fn tok_1_a_kid_is_required_as_a_string() {
    let absent = "The header has no kid: put the key's id there, as a string.";
    assert_refused_with(&with_header(r#"{"alg":"HS256"}"#), Reason::KidMissing, absent);
    assert_refused_with(&with_header(r#"{"alg":"HS256","KID":"x"}"#), Reason::KidMissing, absent);
    for (kid, detail) in [
        (r#""""#, absent),
        ("null", "The header's kid is null, send the key's id as a string."),
        ("1", "The header's kid is a number, send the key's id as a string."),
        ("true", "The header's kid is a boolean, send the key's id as a string."),
        (r#"["app_111111111111111111111111"]"#, "The header's kid is a list, send the key's id as a string."),
        (r#"{"$ne":null}"#, "The header's kid is an object, send the key's id as a string."),
    ] {
        let header = format!(r#"{{"alg":"HS256","kid":{kid}}}"#);
        assert_refused_with(&with_header(header), Reason::KidMissing, detail);
    }
}

#[test]
fn tok_1_a_kid_that_is_no_key_id_is_looked_up_nowhere() {
    let long = "a".repeat(5_000);
    for kid in [
        "111111111111111111111111",
        " app_111111111111111111111111",
        "app_111111111111111111111111 ",
        "app_111111111111111111111111\\n",
        "app_111111111111111111111111\\u0000",
        "app_ 11111111111111111111111",
        "APP_111111111111111111111111",
        "app_11111111111111111111111A",
        "app_1111111111111111111111",
        "app_1111111111111111111111111",
        "app_app_11111111111111111111",
        "../../../../dev/null",
        "/proc/sys/kernel/randomize_va_space",
        "x' UNION SELECT 'secret' --",
        "app_111111111111111111111111' OR '1'='1",
        "$(id)",
        "https://attacker.example/key",
        "%00",
        "ａｐｐ_111111111111111111111111",
        &long,
    ] {
        assert_refused_with(
            &with_header(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#)),
            Reason::KidUnknown,
            "The kid is not a key id: those are app_ and 24 of the characters 0-9 a-f.",
        );
    }
}

#[test]
fn tok_1_a_kid_of_no_live_key_is_unknown() {
    for kid in ["app_111111111111111111111112", "app_000000000000000000000000"] {
        assert_refused_with(
            &with_header(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#)),
            Reason::KidUnknown,
            "The kid names no signing key of this account, or a deleted one.",
        );
    }
    assert_eq!(keys()[0].id, KEY);
}

#[test]
fn tok_1_keys_that_the_token_brings_are_not_followed() {
    let jwk = format!(r#""jwk":{{"kty":"oct","k":"{}"}}"#, encode("attacker"));
    for member in [
        jwk.as_str(),
        r#""jku":"https://attacker.example/jwks.json""#,
        r#""x5u":"https://attacker.example/cert.pem""#,
        r#""x5c":["MIIBszCCAVmgAwIBAgIU"]"#,
        r#""x5t#S256":"AAAA""#,
    ] {
        let header = header_and(member);
        assert_refused(&sign_with(b"attacker", &header, PAYLOAD), Reason::SignatureInvalid, member);
        assert!(verify(&with_header(&header)).is_ok(), "{member} is ignored under a good signature");
    }
}

#[test]
fn tok_1_crit_refuses_whatever_it_holds() {
    for crit in [
        r#""crit":["b64"],"b64":false"#,
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""crit":"b64""#,
    ] {
        assert_refused_with(
            &with_header(header_and(crit)),
            Reason::TokenMalformed,
            "The header has crit, which asks for extensions that no token here may need.",
        );
    }
}

#[test]
fn tok_1_typ_is_jwt_if_it_is_there() {
    for typ in [r#""JWT""#, r#""jwt""#, r#""Jwt""#] {
        assert!(verify(&with_header(header_and(&format!(r#""typ":{typ}"#)))).is_ok(), "{typ}");
    }
    assert!(verify(&with_header(header_and(r#""b64":true"#))).is_ok(), "no typ");
    for typ in
        [r#""at+jwt""#, r#""JWE""#, r#""application/jwt""#, r#""JWT ""#, r#""""#, "null", "1", r#"["JWT"]"#]
    {
        assert_refused_with(
            &with_header(header_and(&format!(r#""typ":{typ}"#))),
            Reason::TokenMalformed,
            "The header's typ is not JWT: this may be a token made for something else.",
        );
    }
}

#[test]
fn an_unencoded_payload_is_not_read() {
    let header = header_and(r#""b64":false"#);
    assert!(verify(&with_header(&header)).is_ok(), "b64 without crit is ignored: the payload is base64url");
    let token = sign_with(SECRET.as_bytes(), &header, PAYLOAD);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    assert_refused(&format!("{header}.{PAYLOAD}.{signature}"), Reason::TokenMalformed, "as it is");
}

#[test]
fn a_token_within_a_token_is_not_unwrapped() {
    let token = sign_with(SECRET.as_bytes(), header_and(r#""cty":"JWT""#), good());
    assert_refused_with(
        &token,
        Reason::TokenMalformed,
        "The signature is good, but the payload is not JSON.",
    );
}

#[test]
fn a_token_needs_its_whole_signature() {
    let token = good();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    assert_refused_with(&format!("{signed}."), Reason::SignatureInvalid, "The token has no signature.");
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, signature).unwrap();
    let twice = [&bytes[..], &bytes].concat();
    for part in [&bytes[..1], &bytes[..16], &bytes[..31], &twice] {
        assert_refused_with(
            &format!("{signed}.{}", encode(part)),
            Reason::SignatureInvalid,
            "The signature does not have the length of HS256: it was cut off or made in another way.",
        );
    }
    for length in 1..signature.len() {
        assert!(verify(&format!("{signed}.{}", &signature[..length])).is_err(), "{length} characters");
    }
    for forged in [[0; 32], [0xff; 32]] {
        assert_refused_with(
            &format!("{signed}.{}", encode(forged)),
            Reason::SignatureInvalid,
            "The signature was not made with this key's secret, or the token was changed since.",
        );
    }
}

#[test]
fn one_part_of_another_good_token_will_not_do() {
    let mine = good();
    let theirs = sign_with(
        SECRET.as_bytes(),
        header(),
        format!(r#"{{"scope":"user","external_id":"u2","exp":{NOW_SECONDS}}}"#),
    );
    let mine: Vec<_> = mine.split('.').collect();
    let theirs: Vec<_> = theirs.split('.').collect();
    for parts in [[mine[0], theirs[1], mine[2]], [mine[0], mine[1], theirs[2]]] {
        assert_refused(&parts.join("."), Reason::SignatureInvalid, "mixed");
    }
}

#[test]
fn one_flipped_bit_anywhere_is_refused() {
    let token = good();
    for (position, bit) in (0..token.len()).flat_map(|position| (0..7).map(move |bit| (position, bit))) {
        let mut bytes = token.clone().into_bytes();
        bytes[position] ^= 1 << bit;
        let changed = String::from_utf8(bytes).unwrap();
        assert!(verify(&changed).is_err(), "bit {bit} of byte {position}");
    }
}

#[test]
fn one_flipped_bit_of_a_decoded_part_is_refused() {
    let token = good();
    for part in 0..3 {
        let parts: Vec<_> = token.split('.').map(str::to_owned).collect();
        let bytes = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, &parts[part]).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let mut parts = parts.clone();
            parts[part] = encode(flipped);
            assert!(verify(&parts.join(".")).is_err(), "bit {bit} of part {part}");
        }
    }
}
