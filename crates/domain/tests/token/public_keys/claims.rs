//! What such a token must say, and what it may (OMN-5, OMN-7).

use super::*;

#[test]
fn omn_5_what_a_token_must_say() {
    let all = [
        (r#""sub":"c-7""#.to_owned(), Reason::SubMissing),
        (r#""iss":"i""#.to_owned(), Reason::IssuerMismatch),
        (format!(r#""iat":{NOW_SECONDS}"#), Reason::IatMissing),
        (format!(r#""exp":{}"#, NOW_SECONDS + 60), Reason::ExpMissing),
    ];
    for (left_out, (member, reason)) in all.iter().enumerate() {
        let rest: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != left_out)
            .map(|(_, (member, _))| member.as_str())
            .collect();
        assert_refused(&with_payload(&format!("{{{}}}", rest.join(","))), &with_pem(), *reason, member);
        let name = member.split(':').next().unwrap();
        for empty in ["null", r#""""#] {
            let token = with_payload(&format!("{{{},{name}:{empty}}}", rest.join(",")));
            assert_refused(&token, &with_pem(), *reason, &format!("{name}: {empty}"));
        }
    }
    for sub in ["7", r#""a b""#, r#""--""#, "{}"] {
        let token = with_payload(&payload("").replace(r#""c-7""#, sub));
        assert_refused(&token, &with_pem(), Reason::ExternalIdInvalid, sub);
    }
    // An external_id names nobody here.
    let token = with_payload(&payload("").replace("sub", "external_id"));
    assert_refused(&token, &with_pem(), Reason::SubMissing, "external_id");
}

#[test]
fn omn_5_times_have_sixty_seconds_of_leeway() {
    let claims = |iat: i64, exp: i64, nbf: i64| {
        let (iat, exp, nbf) = (NOW_SECONDS + iat, NOW_SECONDS + exp, NOW_SECONDS + nbf);
        with_payload(&format!(r#"{{"sub":"c-7","iss":"i","iat":{iat},"exp":{exp},"nbf":{nbf}}}"#))
    };
    for (token, refused) in [
        (claims(60, 60, 60), None),
        (claims(61, 60, 0), Some(Reason::TokenNotYetValid)),
        (claims(0, 60, 61), Some(Reason::TokenNotYetValid)),
        (claims(0, -59, 0), None),
        (claims(0, -60, 0), Some(Reason::TokenExpired)),
        (claims(-100_000, 60, 0), None),
    ] {
        assert_eq!(verify(&token, &with_pem()).err().map(|refused| refused.reason()), refused);
    }
    assert_eq!(
        verify(&claims(0, 60, 0), &with_pem()).unwrap().counts_until(),
        Some(Millis::new(NOW.as_i64() + 120_000))
    );
}

#[test]
fn omn_5_issuer_and_audience_are_checked_where_the_setting_names_them() {
    let mut known = with_pem();
    known.public.issuer = Some(Party::new("https://portal.example").unwrap());
    known.public.audience = Some(Party::new("chat").unwrap());
    for (claim, reason) in [
        (r#""aud":"chat""#, None),
        (r#""aud":["other","chat"]"#, None),
        (r#""aud":"other""#, Some(Reason::AudienceMismatch)),
        (r#""aud":["other"]"#, Some(Reason::AudienceMismatch)),
        (r#""aud":[]"#, Some(Reason::AudienceMismatch)),
        (r#""aud":[["chat"]]"#, Some(Reason::AudienceMismatch)),
        (r#""aud":{"chat":1}"#, Some(Reason::AudienceMismatch)),
        (r#""aud":7"#, Some(Reason::AudienceMismatch)),
        (r#""aud":null"#, Some(Reason::AudienceMismatch)),
        ("", Some(Reason::AudienceMismatch)),
    ] {
        assert_eq!(verify(&with(claim), &known).err().map(|refused| refused.reason()), reason, "{claim}");
    }
    for issuer in
        [r#""https://portal.example/""#, r#""HTTPS://portal.example""#, "7", r#"["https://portal.example"]"#]
    {
        let token = with_payload(&payload(r#""aud":"chat""#).replace(r#""https://portal.example""#, issuer));
        assert_refused(&token, &known, Reason::IssuerMismatch, issuer);
    }
}

#[test]
fn omn_5_a_token_may_be_32_kib() {
    let empty = with(r#""x":"""#).len();
    // Three bytes of the payload are four of the token.
    let filler = (32 * 1024 - empty) / 4 * 3;
    let token = with(&format!(r#""x":"{}""#, "x".repeat(filler)));
    assert!(token.len() > 32 * 1024 - 8 && token.len() <= 32 * 1024, "{}", token.len());
    assert!(verify(&token, &with_pem()).is_ok());
    let token = with(&format!(r#""x":"{}""#, "x".repeat(filler + 9)));
    assert_refused(&token, &with_pem(), Reason::TokenTooLarge, "longer");
}

#[test]
fn omn_7_context_variables_come_signed_in_the_token() {
    let verified = verify(&with(r#""lwicontexts":"{\"tier\":\"gold\",\"spent\":10}""#), &with_pem()).unwrap();
    let get = |name| verified.contexts().get(&ContextName::new(name).unwrap());
    assert_eq!(get("tier"), Some(&FieldValue::Text("gold".to_owned())));
    assert_eq!(get("spent"), Some(&FieldValue::Number(10.into())));
    assert!(verify(&with(""), &with_pem()).unwrap().contexts().is_empty());
}

#[test]
fn omn_7_malformed_contexts_refuse_the_login_or_are_left_out_and_reported() {
    let token = with(r#""lwicontexts":{"tier":"gold"}"#);
    assert_refused(&token, &with_pem(), Reason::ContextInvalid, "an object and no string");

    let mut known = with_pem();
    known.public.tokens = TokensAre::Signed { contexts: Mode::ReportOnly };
    let (verified, record) = watch_at(&token, &known, NOW);
    let verified = verified.unwrap();
    assert!(verified.contexts().is_empty());
    assert_eq!(verified.would_refuse(), Some(Reason::ContextInvalid));
    assert!(matches!(verified.warnings(), [Warning::ContextsLeftOut(ContextFault::NotText(_))]));
    assert_eq!(record.warnings().len(), 1);
}
