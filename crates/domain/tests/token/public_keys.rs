//! Tokens that public keys prove: what they must be, and the attacks on them (OMN-2 to OMN-7).

mod claims;

use std::sync::Arc;

use bonafide_domain::{
    context::ContextName,
    id::{Id, KeyId, SettingId},
    metadata::FieldValue,
    mode::Mode,
    namespace::Namespace,
    public_key_setting::Party,
    setting::SettingKind,
    time::Millis,
    token::{
        self, Algorithm, Algorithms, Check, CheckRecord, KeySet, KnownKeys, Outcome, ProvedBy, PublicKeys,
        Reason, TokenKey, TokenPolicy, TokenRefused, TokensAre, VerifiedToken, Warning,
        context::ContextFault,
    },
};

use crate::{
    mint::{NOW, NOW_SECONDS, encode, keys, sign_with},
    portal::{OTHER, OWN, Portal},
};

const SETTING: SettingId = Id::from_bytes([0x77; 12]);

/// What the account has: its signing keys, and the public keys of the channel's setting.
struct Known {
    keys: [TokenKey; 2],
    public: PublicKeys,
}

impl KnownKeys for Known {
    fn find(&self, id: KeyId) -> Option<&TokenKey> {
        self.keys.as_slice().find(id)
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        self.keys.iter()
    }

    fn public(&self) -> Option<&PublicKeys> {
        Some(&self.public)
    }
}

fn known(body: &str) -> Known {
    let public = PublicKeys {
        setting: SETTING,
        namespace: Namespace::Setting(SETTING),
        algorithms: Algorithms::default(),
        issuer: None,
        audience: None,
        tokens: TokensAre::Signed { contexts: Mode::Enforced },
        set: Some(Arc::new(KeySet::read(body.as_bytes()).expect(body))),
    };
    Known { keys: keys(), public }
}

fn with_pem() -> Known {
    known(&OWN.pem(Algorithm::Rs256))
}

fn watch_at(token: &str, known: &Known, now: Millis) -> (Result<VerifiedToken, TokenRefused>, CheckRecord) {
    let mut record = CheckRecord::of(SettingKind::PublicKeys);
    let result =
        token::verify(token, SettingKind::PublicKeys, known, &TokenPolicy::default(), now, &mut record);
    (result, record)
}

fn verify(token: &str, known: &Known) -> Result<VerifiedToken, TokenRefused> {
    watch_at(token, known, NOW).0
}

#[track_caller]
fn assert_refused(token: &str, known: &Known, reason: Reason, what: &str) {
    assert_eq!(verify(token, known).map_err(|refused| refused.reason()).err(), Some(reason), "{what}");
}

/// The least that a payload must say, and these members besides.
fn payload(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"sub":"c-7","iss":"https://portal.example","iat":{NOW_SECONDS},"exp":{}{comma}{members}}}"#,
        NOW_SECONDS + 600
    )
}

fn header(algorithm: Algorithm, kid: Option<&str>) -> String {
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#)).unwrap_or_default();
    format!(r#"{{"alg":"{}","typ":"JWT"{kid}}}"#, algorithm.as_str())
}

fn signed(portal: &Portal, kid: Option<&str>, members: &str) -> String {
    portal.sign(Algorithm::Rs256, &header(Algorithm::Rs256, kid), &payload(members))
}

/// A token of the channel's own portal with these members besides.
fn with(members: &str) -> String {
    signed(&OWN, None, members)
}

fn with_payload(payload: &str) -> String {
    OWN.sign(Algorithm::Rs256, &header(Algorithm::Rs256, None), payload)
}

#[test]
fn omn_6_sub_is_the_external_id_in_the_settings_own_namespace() {
    let verified =
        verify(&with(r#""name":"Mara","email":"mara@shop.example","email_verified":true"#), &with_pem())
            .unwrap();
    assert_eq!(verified.external_id().as_str(), "c-7");
    assert_eq!((verified.kind(), verified.setting()), (SettingKind::PublicKeys, SETTING));
    assert_eq!(verified.namespace(), Namespace::Setting(SETTING));
    assert_eq!(verified.name().unwrap().as_str(), "Mara");
    assert_eq!(verified.email().unwrap().address.as_str(), "mara@shop.example");
    assert_eq!(verified.key(), None);
    assert!(matches!(verified.proved_by(), ProvedBy::PublicKey(name) if name.starts_with("sha256:")));
    assert_eq!(verified.issued_at(), Some(NOW));
}

#[test]
fn omn_2_the_one_key_of_a_pem_needs_no_kid_and_minds_none() {
    for kid in [None, Some(""), Some("anything")] {
        assert!(verify(&signed(&OWN, kid, ""), &with_pem()).is_ok(), "{kid:?}");
    }
}

#[test]
fn omn_2_with_a_list_the_tokens_kid_is_required_even_if_one_key_is_left() {
    let entry = |kid| OWN.listed(Algorithm::Rs256, kid, NOW_SECONDS + 60);
    let expired = OTHER.listed(Algorithm::Rs256, "old", NOW_SECONDS - 1);
    let jwk = OWN.jwk(Algorithm::Rs256, r#","kid":"a""#);
    for body in
        [format!("[{}]", entry("a")), format!("[{},{expired}]", entry("a")), format!(r#"{{"keys":[{jwk}]}}"#)]
    {
        let known = known(&body);
        let verified = verify(&signed(&OWN, Some("a"), ""), &known).unwrap();
        assert_eq!(verified.proved_by(), &ProvedBy::PublicKey("a".to_owned()));
        assert_refused(&signed(&OWN, None, ""), &known, Reason::KidMissing, &body);
        assert_refused(&signed(&OWN, Some("A"), ""), &known, Reason::KidUnknown, &body);
        assert_refused(&signed(&OTHER, Some("old"), ""), &known, Reason::KidUnknown, &body);
        assert_refused(&signed(&OTHER, Some("a"), ""), &known, Reason::SignatureInvalid, &body);
    }
}

#[test]
fn omn_2_a_token_of_a_duplicate_kid_is_refused_whichever_key_made_it() {
    let entry = |portal: &Portal| portal.listed(Algorithm::Rs256, "a", NOW_SECONDS + 60);
    let known = known(&format!("[{},{}]", entry(&OWN), entry(&OTHER)));
    for portal in [&OWN, &OTHER] {
        assert_refused(&signed(portal, Some("a"), ""), &known, Reason::KidUnknown, "a duplicate");
    }
}

#[test]
fn omn_3_each_algorithm_is_taken_where_the_setting_allows_it_and_nowhere_else() {
    for algorithm in Algorithm::ALL {
        let token = OWN.sign(algorithm, &header(algorithm, None), &payload(""));
        let mut known = known(&OWN.pem(algorithm));
        for allowed in Algorithm::ALL {
            known.public.algorithms = Algorithms::new([allowed]).unwrap();
            let verified = verify(&token, &known).map_err(|refused| refused.reason());
            let expected = if allowed == algorithm { None } else { Some(Reason::AlgNotAllowed) };
            assert_eq!(verified.err(), expected, "{algorithm:?} where {allowed:?} is allowed");
        }
    }
}

#[test]
fn omn_3_the_algorithm_is_bound_to_the_key_and_not_taken_from_the_token() {
    let all = Algorithms::new(Algorithm::ALL).unwrap();
    for (of_key, of_token) in [
        (Algorithm::Rs256, Algorithm::Es256),
        (Algorithm::Es256, Algorithm::Rs256),
        (Algorithm::Es256, Algorithm::Es384),
        (Algorithm::Es256, Algorithm::EdDsa),
        (Algorithm::EdDsa, Algorithm::Ps256),
    ] {
        let mut known = known(&OWN.pem(of_key));
        known.public.algorithms = all.clone();
        let token = OWN.sign(of_token, &header(of_token, None), &payload(""));
        let (refused, record) = watch_at(&token, &known, NOW);
        assert_eq!(refused.err().map(|refused| refused.reason()), Some(Reason::AlgNotAllowed));
        assert!(matches!(record.outcome(Check::AlgOfKey), Outcome::Failed { .. }));
    }
    // A set that names the algorithm binds the key to it, of those that its kind has.
    let jwk = OWN.jwk(Algorithm::Rs256, r#","kid":"a","alg":"RS256""#);
    let mut known = known(&format!(r#"{{"keys":[{jwk}]}}"#));
    known.public.algorithms = all;
    for (algorithm, refused) in [(Algorithm::Rs256, None), (Algorithm::Ps256, Some(Reason::AlgNotAllowed))] {
        let token = OWN.sign(algorithm, &header(algorithm, Some("a")), &payload(""));
        assert_eq!(verify(&token, &known).err().map(|refused| refused.reason()), refused);
    }
    // And a signature made in one way does not pass for another.
    let token = OWN.sign(Algorithm::Rs384, &header(Algorithm::Rs256, Some("a")), &payload(""));
    assert_refused(&token, &known, Reason::SignatureInvalid, "RS384 that says RS256");
}

#[test]
fn omn_3_no_shared_secret_algorithm_ever_meets_a_public_key() {
    let pem = OWN.pem(Algorithm::Rs256);
    let spki = OWN.spki(Algorithm::Rs256);
    for secret in [pem.as_bytes(), pem.trim().as_bytes(), &spki, b"", crate::mint::SECRET.as_bytes()] {
        for header in [
            r#"{"alg":"HS256"}"#.to_owned(),
            r#"{"alg":"HS256","kid":"a"}"#.to_owned(),
            crate::mint::header(),
        ] {
            assert_refused(
                &sign_with(secret, &header, payload("")),
                &with_pem(),
                Reason::AlgNotAllowed,
                &header,
            );
        }
    }
    for alg in [r#""none""#, r#""None""#, r#""HS384""#, r#""rs256""#, r#""RS1""#, "null", "7", r#"["RS256"]"#]
    {
        let token = format!("{}.{}.", encode(format!(r#"{{"alg":{alg}}}"#)), encode(payload("")));
        assert_refused(&token, &with_pem(), Reason::AlgNotAllowed, alg);
    }
}

#[test]
fn omn_3_keys_that_a_token_brings_along_are_not_looked_at() {
    let jwk = OTHER.jwk(Algorithm::Rs256, "");
    for member in
        [format!(r#""jwk":{jwk}"#), r#""jku":"https://evil.example""#.into(), r#""x5c":["AA"]"#.into()]
    {
        let header = format!(r#"{{"alg":"RS256",{member}}}"#);
        let forged = OTHER.sign(Algorithm::Rs256, &header, &payload(""));
        assert_refused(&forged, &with_pem(), Reason::SignatureInvalid, &header);
    }
    let crit = OWN.sign(Algorithm::Rs256, r#"{"alg":"RS256","crit":["exp"]}"#, &payload(""));
    assert_refused(&crit, &with_pem(), Reason::TokenMalformed, "crit");
}

#[test]
fn omn_4_without_keys_a_token_is_refused_for_that() {
    let mut known = with_pem();
    known.public.set = None;
    assert_refused(&with(""), &known, Reason::KeysUnavailable, "no keys");
    let of_no_setting = token::verify(
        &with(""),
        SettingKind::PublicKeys,
        &keys()[..],
        &TokenPolicy::default(),
        NOW,
        &mut token::Unwatched,
    );
    assert_eq!(of_no_setting.err().map(|refused| refused.reason()), Some(Reason::KeysUnavailable));
}

#[test]
fn omn_4_another_key_than_those_at_hand_may_have_made_a_token_that_names_another_or_none() {
    let entry = |algorithm| format!("[{}]", OWN.listed(algorithm, "a", NOW_SECONDS + 60));
    let jwks = format!(r#"{{"keys":[{}]}}"#, OWN.jwk(Algorithm::Rs256, r#","kid":"a""#));
    let forged = |algorithm| OTHER.sign(algorithm, &format!(r#"{{"alg":"{}"}}"#, algorithm.as_str()), "{}");
    let (pem, list) = (OWN.pem(Algorithm::Rs256), entry(Algorithm::Rs256));
    for (body, token, is_behind) in [
        // A PEM has no kid that a token could name.
        (&pem, signed(&OTHER, None, ""), true),
        (&pem, signed(&OTHER, Some("b"), ""), true),
        (&pem, forged(Algorithm::Es256), true),
        (&pem, format!("{}.", signed(&OWN, None, "").rsplit_once('.').unwrap().0), false),
        (&pem, forged(Algorithm::EdDsa), false),
        (&pem, with(r#""sub":null"#), false),
        (&pem, "no token".to_owned(), false),
        (&list, signed(&OTHER, Some("b"), ""), true),
        (&list, signed(&OTHER, Some("a"), ""), false),
        // By now it may be a PEM that is published.
        (&list, signed(&OTHER, None, ""), true),
        (&list, OTHER.sign(Algorithm::Rs256, r#"{"alg":"RS256","kid":7}"#, "{}"), false),
        (&jwks, signed(&OWN, Some("b"), ""), true),
        (&jwks, signed(&OWN, None, ""), true),
        (&jwks, signed(&OTHER, Some("a"), ""), false),
    ] {
        let mut known = known(body);
        known.public.algorithms = Algorithms::new([Algorithm::Rs256, Algorithm::Es256]).unwrap();
        let refused = verify(&token, &known).unwrap_err();
        let set = known.public.set.unwrap();
        assert_eq!(set.may_be_behind(&refused), is_behind, "{:?} {refused:?}", set.form());
    }
}

#[test]
fn the_checks_of_such_a_token_are_made_in_their_order() {
    let (verified, record) = watch_at(&with(""), &with_pem(), NOW);
    verified.unwrap();
    let made: Vec<_> = record
        .outcomes()
        .filter(|(_, outcome)| **outcome == Outcome::Passed)
        .map(|(check, _)| check)
        .collect();
    assert_eq!(
        made,
        [
            Check::Size,
            Check::Parts,
            Check::Encoding,
            Check::HeaderJson,
            Check::Alg,
            Check::Typ,
            Check::Crit,
            Check::KeysThere,
            Check::KidThere,
            Check::KidKnown,
            Check::AlgOfKey,
            Check::Signature,
            Check::PayloadJson,
            Check::ExpThere,
            Check::Exp,
            Check::Nbf,
            Check::IatThere,
            Check::Iat,
            Check::Issuer,
            Check::Audience,
            Check::ExternalId,
            Check::Name,
            Check::Email,
            Check::Contexts,
        ]
    );
    let left: Vec<_> = record
        .outcomes()
        .filter(|(_, outcome)| **outcome == Outcome::NotReached)
        .map(|(check, _)| check)
        .collect();
    assert_eq!(left, [Check::Channel, Check::Ban, Check::Resolution]);
}

#[test]
fn nothing_of_the_payload_is_read_before_the_signature_is_good() {
    let (refused, record) = watch_at(&signed(&OTHER, None, ""), &with_pem(), NOW);
    assert_eq!(refused.err().map(|refused| refused.reason()), Some(Reason::SignatureInvalid));
    assert_eq!(*record.outcome(Check::PayloadJson), Outcome::NotReached);
    assert_eq!(record.external_id(), None);
}
