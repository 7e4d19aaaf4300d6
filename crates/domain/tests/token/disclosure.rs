//! What a refusal gives away: to the page nothing but a reason, to administrators nothing unproven.

use bonafide_domain::token::{Check, Reason};

use crate::mint::{KEY, SECRET, encode, keys, sign_with, watch};

/// A word that stands for whatever an attacker, or a customer by mistake, puts into a token.
const PLANTED: &str = "PLANTED";

#[test]
fn details_quote_nothing_from_a_token() {
    let kid = KEY.kid();
    let payload = format!(r#"{{"external_id":"{PLANTED}","{PLANTED}":1}}"#);
    let unproven = [
        PLANTED.to_owned(),
        format!("{PLANTED}.{PLANTED}!.{PLANTED}"),
        format!("{}.{}.", encode(PLANTED), encode(&payload)),
    ];
    let headers = [
        format!(r#"{{"alg":"{PLANTED}"}}"#),
        format!(r#"{{"{PLANTED}":1,"{PLANTED}":1}}"#),
        format!(r#"{{"alg":"HS256","typ":"{PLANTED}"}}"#),
        format!(r#"{{"alg":"HS256","crit":["{PLANTED}"]}}"#),
        format!(r#"{{"alg":"HS256","kid":"{PLANTED}"}}"#),
        format!(r#"{{"alg":"HS256","kid":["{PLANTED}"]}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#),
    ];
    let forged = headers.iter().map(|header| sign_with(b"attacker", header, &payload));
    let proven = [
        format!(r#"{{"scope":"{PLANTED}"}}"#),
        format!(r#"{{"scope":"user","exp":"{PLANTED}"}}"#),
        format!(r#"{{"scope":"user","external_id":"{PLANTED} "}}"#),
        format!(r#"{{"scope":"user","external_id":"u1","name":"{PLANTED}\u0000"}}"#),
        format!(r#"{{"scope":"user","external_id":"u1","email":"{PLANTED}"}}"#),
    ];
    let proven = proven
        .iter()
        .map(|payload| sign_with(SECRET.as_bytes(), format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#), payload));

    for token in unproven.into_iter().chain(forged).chain(proven) {
        let (result, record) = watch(&token);
        let refused = result.unwrap_err();
        let said = format!("{refused} {refused:?} {} {record:?}", refused.detail());
        assert!(!said.contains(PLANTED) && !said.contains(&encode(PLANTED)), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn a_refusal_shown_as_text_is_its_reason() {
    let (result, _) = watch("");
    assert_eq!(result.unwrap_err().to_string(), "token_malformed");
}

#[test]
fn the_page_learns_nothing_of_keys_and_signatures() {
    assert_eq!(Reason::SignatureInvalid.description(), "The token's signature is not valid.");
    assert_eq!(Reason::KidUnknown.description(), "The token's kid names no key.");
}

#[test]
fn keys_do_not_show_their_secret() {
    let shown = format!("{:?}", keys());
    assert!(!shown.contains(SECRET) && !shown.contains(&SECRET[..6]), "{shown}");
    assert!(shown.contains(&KEY.to_string()));
}

#[test]
fn every_check_has_a_name_of_its_own_and_a_rule() {
    for (index, check) in Check::ALL.iter().enumerate() {
        let same = Check::ALL.iter().position(|other| other.as_str() == check.as_str());
        assert_eq!(same, Some(index), "{check}");
        assert!(!check.rule().is_empty() && check.description().ends_with('.'), "{check}");
    }
}
