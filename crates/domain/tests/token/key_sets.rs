//! What a setting's URL may answer with, which of its keys are usable and why the others are not (OMN-2, OMN-3).

use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::{
    limits,
    time::Millis,
    token::{Algorithm, Algorithms, KeySet, SetFault, SetForm, Skipped},
};
use proptest::prelude::*;

use crate::{
    mint::{NOW, NOW_SECONDS, encode},
    portal::{OTHER, OWN},
};

/// An RSA key of 1024 bits, whose private half nobody kept.
const SHORT: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDXTA16Ota+aJyDHnmbCRqgfUq4
BbhyXzzSczHQZ5v1G5ineRsoKXkgl5oyFCKWac2NCQ0s80xnS/vpXiZF/YQeXXfj
2D9we13Gbd829acRbL0zNeGGkQiVsEcMuMAv2YtxsRimxTyf1HXUakRXbFOfi7B3
bEHaBWmnep/aiCx5+wIDAQAB
-----END PUBLIC KEY-----
";

fn read(body: &str) -> Result<KeySet, SetFault> {
    KeySet::read(body.as_bytes())
}

fn all() -> Algorithms {
    Algorithms::new(Algorithm::ALL).unwrap()
}

/// What is wrong with each entry.
fn skipped_at(body: &str, now: Millis) -> Vec<Option<Skipped>> {
    read(body).expect(body).at(now, &all()).map(|(_, key)| key.err()).collect()
}

fn skipped(body: &str) -> Vec<Option<Skipped>> {
    skipped_at(body, NOW)
}

fn jwks(keys: &[String]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn list(entries: &[String]) -> String {
    format!("[{}]", entries.join(","))
}

#[test]
fn omn_2_one_pem_is_read_also_on_one_line_and_with_other_line_ends() {
    for algorithm in Algorithm::ALL {
        let pem = OWN.pem(algorithm);
        for text in [
            pem.clone(),
            pem.replace('\n', "\r\n"),
            pem.replace('\n', " "),
            pem.replace('\n', ""),
            format!("\n  {pem}\n\n"),
            pem.replace("-----\n", "-----"),
        ] {
            let set = read(&text).expect(&text);
            assert_eq!(set.form(), SetForm::Pem);
            let keys: Vec<_> =
                set.at(NOW, &all()).map(|(entry, key)| (entry.kid.clone(), key.unwrap().kind())).collect();
            assert_eq!(keys.len(), 1);
            assert_eq!(keys[0].0, None);
            assert!(keys[0].1.algorithms().contains(&algorithm), "{algorithm:?}");
        }
    }
}

#[test]
fn omn_2_a_text_that_is_not_one_public_key_is_refused_with_the_reason() {
    let pem = OWN.pem(Algorithm::Rs256);
    let as_label = |label: &str| pem.replace("PUBLIC KEY", label);
    for (text, why) in [
        (as_label("PRIVATE KEY"), Skipped::Private),
        (as_label("RSA PRIVATE KEY"), Skipped::Private),
        (as_label("EC PRIVATE KEY"), Skipped::Private),
        (as_label("ENCRYPTED PRIVATE KEY"), Skipped::Private),
        (as_label("CERTIFICATE"), Skipped::Certificate),
        (as_label("RSA PUBLIC KEY"), Skipped::Pkcs1),
        (as_label("SOMETHING"), Skipped::NotPem),
        (format!("{pem}{pem}"), Skipped::NotPem),
        (pem.replace("-----END PUBLIC KEY-----", ""), Skipped::NotPem),
        (pem.replace("END PUBLIC KEY", "END PRIVATE KEY"), Skipped::NotPem),
        ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----".to_owned(), Skipped::NotAKey),
        ("-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----".to_owned(), Skipped::NotPem),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".to_owned(), Skipped::NotAKey),
        (SHORT.to_owned(), Skipped::RsaSize),
    ] {
        assert_eq!(read(&text).err(), Some(SetFault::Key(why)), "{text}");
    }
}

#[test]
fn omn_2_an_answer_that_is_no_set_of_keys_is_refused() {
    let many = list(&vec!["{}".to_owned(); limits::KEY_SET_KEYS + 1]);
    for (text, fault) in [
        ("", SetFault::Neither),
        ("<html></html>", SetFault::Neither),
        ("\"-----BEGIN\"", SetFault::AnotherForm),
        ("null", SetFault::AnotherForm),
        ("7", SetFault::AnotherForm),
        ("{}", SetFault::AnotherForm),
        (r#"{"keys":{}}"#, SetFault::AnotherForm),
        (many.as_str(), SetFault::TooMany),
    ] {
        assert_eq!(read(text).err(), Some(fault), "{text}");
    }
    assert_eq!(KeySet::read(b"\xff").err(), Some(SetFault::NotText));
    assert_eq!(read(&" ".repeat(limits::KEY_SET_BYTES + 1)).err(), Some(SetFault::TooLong));
    assert!(matches!(read(r#"{"keys":[],"keys":[]}"#), Err(SetFault::Json(_))));
    assert!(matches!(read(&"[".repeat(1_000)), Err(SetFault::Json(_))));
}

#[test]
fn omn_2_a_list_gives_its_entries_with_their_ends() {
    let body = list(&[
        OWN.listed(Algorithm::Rs256, "a", NOW_SECONDS + 60),
        OTHER.listed(Algorithm::Es256, "b", NOW_SECONDS),
    ]);
    let set = read(&body).unwrap();
    assert_eq!(set.form(), SetForm::List);
    let ends: Vec<_> =
        set.at(NOW, &all()).map(|(entry, key)| (entry.kid.clone().unwrap(), key.err())).collect();
    // An entry ends with its expiry, to the second.
    assert_eq!(ends, [("a".to_owned(), None), ("b".to_owned(), Some(Skipped::Expired))]);
    assert_eq!(skipped_at(&body, Millis::new(NOW.as_i64() - 1)), [None, None]);
}

#[test]
fn omn_2_a_broken_entry_is_skipped_and_the_others_are_not() {
    let good = OWN.listed(Algorithm::Rs256, "a", NOW_SECONDS + 60);
    let key = BASE64_STANDARD.encode(OTHER.pem(Algorithm::Rs256));
    for (entry, why) in [
        ("7".to_owned(), Skipped::NotAnObject),
        (format!(r#"{{"publicKey":"{key}"}}"#), Skipped::NoKid),
        (format!(r#"{{"kid":7,"publicKey":"{key}"}}"#), Skipped::Kid),
        (format!(r#"{{"kid":"","publicKey":"{key}"}}"#), Skipped::Kid),
        (format!(r#"{{"kid":"{}","publicKey":"{key}"}}"#, "x".repeat(256)), Skipped::Kid),
        (r#"{"kid":"b"}"#.to_owned(), Skipped::NoKey),
        (r#"{"kid":"b","publicKey":"?"}"#.to_owned(), Skipped::NotBase64),
        (r#"{"kid":"b","publicKey":"AAAA"}"#.to_owned(), Skipped::NotPem),
        (format!(r#"{{"kid":"b","publicKey":"{key}","expiry":"1"}}"#), Skipped::Expiry),
        (format!(r#"{{"kid":"b","publicKey":"{key}","expiry":1.5}}"#), Skipped::Expiry),
        (format!(r#"{{"kid":"b","publicKey":"{key}","expiry":{}}}"#, NOW.as_i64()), Skipped::Expiry),
        (format!(r#"{{"kid":"b","publicKey":"{}"}}"#, BASE64_STANDARD.encode(SHORT)), Skipped::RsaSize),
    ] {
        assert_eq!(skipped(&list(&[entry.clone(), good.clone()])), [Some(why), None], "{entry}");
    }
    assert_eq!(
        skipped(&format!(r#"[{{"kid":"b","publicKey":"{key}"}}]"#)),
        [None],
        "an entry without expiry has no end"
    );
}

#[test]
fn omn_2_a_duplicate_kid_makes_both_entries_unusable() {
    let later = NOW_SECONDS + 60;
    let listed = |portal: &crate::portal::Portal, expiry| portal.listed(Algorithm::Rs256, "a", expiry);
    assert_eq!(
        skipped(&list(&[
            listed(&OWN, later),
            listed(&OTHER, later),
            OWN.listed(Algorithm::Rs256, "b", later)
        ])),
        [Some(Skipped::Duplicate), Some(Skipped::Duplicate), None]
    );
    // One whose time is over does not count.
    assert_eq!(
        skipped(&list(&[listed(&OWN, NOW_SECONDS), listed(&OTHER, later)])),
        [Some(Skipped::Expired), None]
    );
    // A broken one does: nobody knows which of the two a token means.
    let broken = r#"{"kid":"a","publicKey":"?"}"#.to_owned();
    assert_eq!(
        skipped(&list(&[broken, listed(&OWN, later)])),
        [Some(Skipped::NotBase64), Some(Skipped::Duplicate)]
    );
    let jwk = OWN.jwk(Algorithm::Es256, r#","kid":"a""#);
    assert_eq!(skipped(&jwks(&[jwk.clone(), jwk])), [Some(Skipped::Duplicate); 2]);
}

#[test]
fn omn_2_a_jwk_set_gives_keys_of_each_kind() {
    for algorithm in Algorithm::ALL {
        for members in [
            r#","kid":"a""#.to_owned(),
            format!(
                r#","kid":"a","alg":"{}","use":"sig","key_ops":["verify"],"x5c":["AA"]"#,
                algorithm.as_str()
            ),
        ] {
            let set = read(&jwks(&[OWN.jwk(algorithm, &members)])).unwrap();
            assert_eq!(set.form(), SetForm::Jwks);
            let key = set.at(NOW, &all()).next().unwrap().1.expect(&members).clone();
            assert!(key.algorithms().any(|bound| bound == algorithm));
            if members.contains("alg") {
                assert_eq!(key.algorithms().collect::<Vec<_>>(), [algorithm], "the set's alg binds the key");
            }
            // However it came, it is the same key.
            let as_pem = read(&OWN.pem(algorithm)).unwrap();
            assert_eq!(as_pem.at(NOW, &all()).next().unwrap().1.unwrap().sha256(), key.sha256());
        }
    }
}

#[test]
fn omn_2_a_jwk_that_cannot_prove_anything_is_skipped() {
    let rsa = |members: &str| OWN.jwk(Algorithm::Rs256, &format!(r#","kid":"a"{members}"#));
    let ec = |members: &str| OWN.jwk(Algorithm::Es256, &format!(r#","kid":"a"{members}"#));
    for (jwk, why) in [
        (OWN.jwk(Algorithm::Rs256, ""), Skipped::NoKid),
        (rsa(r#","d":"AA""#), Skipped::Private),
        (rsa(r#","p":"AA""#), Skipped::Private),
        (ec(r#","d":"AA""#), Skipped::Private),
        (rsa(r#","k":"AA""#), Skipped::Symmetric),
        (r#"{"kty":"oct","kid":"a","k":"AAAA"}"#.to_owned(), Skipped::Symmetric),
        (r#"{"kty":"oct","kid":"a"}"#.to_owned(), Skipped::Symmetric),
        (rsa(r#","use":"enc""#), Skipped::NotForSignatures),
        (rsa(r#","use":7"#), Skipped::NotForSignatures),
        (rsa(r#","key_ops":["encrypt"]"#), Skipped::NotForSignatures),
        (rsa(r#","key_ops":"verify""#), Skipped::NotForSignatures),
        (rsa(r#","key_ops":["sign"]"#), Skipped::NotForSignatures),
        (rsa(r#","alg":"HS256""#), Skipped::Unsupported),
        (rsa(r#","alg":"none""#), Skipped::Unsupported),
        (rsa(r#","alg":"ES256""#), Skipped::Unsupported),
        (rsa(r#","alg":"PS512""#), Skipped::Unsupported),
        (rsa(r#","alg":7"#), Skipped::Unsupported),
        (ec(r#","alg":"RS256""#), Skipped::Unsupported),
        (r#"{"kty":"EC","kid":"a","crv":"P-521","x":"AA","y":"AA"}"#.to_owned(), Skipped::Unsupported),
        (r#"{"kty":"OKP","kid":"a","crv":"X25519","x":"AA"}"#.to_owned(), Skipped::Unsupported),
        (r#"{"kty":"other","kid":"a"}"#.to_owned(), Skipped::Unsupported),
        (r#"{"kid":"a"}"#.to_owned(), Skipped::NotAKey),
        (r#"{"kty":"RSA","kid":"a","n":"AQAB"}"#.to_owned(), Skipped::NotAKey),
        (r#"{"kty":"RSA","kid":"a","n":"","e":"AQAB"}"#.to_owned(), Skipped::NotAKey),
        (r#"{"kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"AA"}"#.to_owned(), Skipped::NotAKey),
    ] {
        assert_eq!(
            skipped(&jwks(&[jwk.clone(), OTHER.jwk(Algorithm::Rs256, r#","kid":"b""#)])),
            [Some(why), None],
            "{jwk}"
        );
    }
}

#[test]
fn omn_2_a_point_that_is_not_on_its_curve_is_no_key() {
    let zeros = encode([0; 32]);
    let jwk = format!(r#"{{"kty":"EC","kid":"a","crv":"P-256","x":"{zeros}","y":"{zeros}"}}"#);
    assert_eq!(skipped(&jwks(&[jwk])), [Some(Skipped::NotAKey)]);
}

#[test]
fn omn_3_a_key_of_which_the_setting_allows_no_algorithm_is_not_used() {
    let body = jwks(&[
        OWN.jwk(Algorithm::Rs256, r#","kid":"a""#),
        OWN.jwk(Algorithm::Es256, r#","kid":"b""#),
        OWN.jwk(Algorithm::Ps256, r#","kid":"c","alg":"PS256""#),
    ]);
    let set = read(&body).unwrap();
    let skipped: Vec<_> = set.at(NOW, &Algorithms::default()).map(|(_, key)| key.err()).collect();
    assert_eq!(skipped, [None, Some(Skipped::NotAllowed), Some(Skipped::NotAllowed)]);
}

proptest! {
    #[test]
    fn omn_2_any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = KeySet::read(&body);
    }

    #[test]
    fn omn_2_anything_like_a_set_is_read_or_refused(
        kid in ".{0,8}", key in "[A-Za-z0-9+/=_-]{0,64}", expiry in any::<i64>(), form in 0..4u8,
    ) {
        let kid = kid.replace(['"', '\\'], "");
        let body = match form {
            0 => format!(r#"[{{"kid":"{kid}","publicKey":"{key}","expiry":{expiry}}}]"#),
            1 => format!(r#"{{"keys":[{{"kid":"{kid}","kty":"RSA","n":"{key}","e":"AQAB"}}]}}"#),
            2 => format!(r#"{{"keys":[{{"kid":"{kid}","kty":"EC","crv":"P-256","x":"{key}","y":"{key}"}}]}}"#),
            _ => format!("-----BEGIN PUBLIC KEY-----{key}-----END PUBLIC KEY-----"),
        };
        if let Ok(set) = KeySet::read(body.as_bytes()) {
            let _ = set.at(NOW, &all()).count();
        }
    }
}
