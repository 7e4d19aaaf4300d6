//! Inputs that are good, but for what was done to them.

use base64::{Engine, prelude::BASE64_STANDARD};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::bodies::{KEY, NOW, encode, good, header as good_header, sign};

/// A good token to which something was done, or none.
pub fn token() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => Just(good().into_bytes()),
        4 => changed(good()),
        2 => spelled_otherwise(),
        2 => parts_exchanged(),
        1 => (header(), json()).prop_map(|(header, payload)| sign(header, payload).into_bytes()),
    ]
}

/// A text with a few bytes inserted, exchanged or left out.
pub fn changed(text: String) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![select(&b"ABab09-_+/=. \n\0\"\\{}[],:"[..]), any::<u8>()];
    let change = (any::<prop::sample::Index>(), 0..3_u8, byte);
    vec(change, 1..4).prop_map(move |changes| {
        let mut bytes = text.clone().into_bytes();
        for (at, how, byte) in changes {
            let at = at.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.push(byte),
            }
        }
        bytes
    })
}

/// A good token in another spelling of base64: with spare bits, padding, white space or the older alphabet.
fn spelled_otherwise() -> impl Strategy<Value = Vec<u8>> {
    let spare = select(&b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[..]);
    prop_oneof![
        (0..3_usize, spare).prop_map(|(part, last)| in_part(part, |text| {
            text.pop();
            text.push(last.into());
        })),
        (0..3_usize, select(&["=", "==", " ", "\n", "\r\n", "\u{feff}", "\u{200b}"][..]))
            .prop_map(|(part, behind)| in_part(part, |text| text.push_str(behind))),
        (0..3_usize).prop_map(|part| in_part(part, |text| *text = text.replace('-', "+").replace('_', "/"))),
        Just(good().to_uppercase().into_bytes()),
    ]
}

fn in_part(number: usize, change: impl FnOnce(&mut String)) -> Vec<u8> {
    let token = good();
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    change(&mut parts[number]);
    parts.join(".").into_bytes()
}

/// Parts of two good tokens in any order and number.
fn parts_exchanged() -> impl Strategy<Value = Vec<u8>> {
    let other = sign(good_header(), r#"{"scope":"user","external_id":"u2"}"#);
    let mut parts: Vec<String> = [good(), other]
        .iter()
        .flat_map(|token| token.split('.').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    parts.push(encode(r#"{"alg":"none"}"#));
    parts.push(String::new());
    vec(select(parts), 1..6).prop_map(|parts| parts.join(".").into_bytes())
}

/// A header that is good, but for a member or two.
pub fn header() -> impl Strategy<Value = String> {
    let kid = format!("\"{}\"", KEY.kid());
    let alg = prop_oneof![6 => Just("\"HS256\"".to_owned()), 1 => value()];
    let kid = prop_oneof![6 => Just(kid), 1 => value()];
    let more = prop_oneof![
        6 => Just(String::new()),
        1 => select(&[",\"crit\":[]", ",\"typ\":\"JWT\"", ",\"typ\":\"at+jwt\"", ",\"b64\":false", ",\"alg\":\"none\"", ",\"\\u0061lg\":\"none\""][..]).prop_map(str::to_owned),
    ];
    (alg, kid, more).prop_map(|(alg, kid, more)| format!("{{\"alg\":{alg},\"kid\":{kid}{more}}}"))
}

/// A payload that is good, but for members that are odd, there twice or deep.
pub fn json() -> impl Strategy<Value = String> {
    let member = |name: &'static str, good: Vec<String>| {
        prop_oneof![6 => select(good), 1 => value()].prop_map(move |value| format!("\"{name}\":{value}"))
    };
    let quoted = |texts: &[&str]| texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>();
    let seconds = NOW.as_i64() / 1000;
    let times =
        |range: std::ops::Range<i64>| range.step_by(7).map(|off| (seconds + off).to_string()).collect();
    let named = prop_oneof![
        member("external_id", quoted(&["u1", "auth0|x", "\\u00e9", "e\\u0301", "用户"])),
        member("name", quoted(&["Mara", "\\ud83d\\ude00", "", " "])),
        member("email", quoted(&["a@b.example", "A@BÜCHER.example", ""])),
        member("email_verified", vec!["true".to_owned(), "false".to_owned()]),
        member("exp", times(-70..100)),
        member("nbf", times(-100..70)),
        member("iat", times(-100..70)),
        ("\"\\PC{0,6}\"", value()).prop_map(|(name, value)| format!("{name}:{value}")),
        ("\"\\\\u006b[a-z]{0,2}\"", value()).prop_map(|(name, value)| format!("{name}:{value}")),
    ];
    let first = (member("scope", quoted(&["user"])), member("external_id", quoted(&["u1"])));
    (first, vec(named, 0..4)).prop_map(|((scope, id), others)| {
        let members = [vec![scope, id], others].concat();
        format!("{{{}}}", members.join(","))
    })
}

/// Any value, more or less.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(
            &[
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1e3",
                "1E999",
                "9223372036854775808",
                "01",
                "NaN",
                "\"true\"",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "[]",
                "{}"
            ][..]
        )
        .prop_map(str::to_owned),
        "-?[0-9]{1,25}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        "\"\\PC{0,8}\"",
    ];
    prop_oneof![
        8 => leaf.clone(),
        1 => (leaf.clone(), 1..40_usize).prop_map(|(leaf, depth)| format!("{}{leaf}{}", "[".repeat(depth), "]".repeat(depth))),
        1 => (leaf, 1..40_usize).prop_map(|(leaf, depth)| format!("{}{leaf}{}", "{\"a\":".repeat(depth), "}".repeat(depth))),
    ]
}

/// Two parts as the body wants them: the header's length, the header, the payload.
pub fn two_parts(header: &str, payload: &str) -> Vec<u8> {
    let length = u8::try_from(header.len()).unwrap_or(u8::MAX);
    [&[length], header.as_bytes(), payload.as_bytes()].concat()
}

/// A few words with characters among them that look like others, or like nothing.
pub fn words() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![4 => "[a-zA-Z0-9._|-]{1,12}".boxed(), 1 => odd().boxed(), 1 => "\\PC{1,4}".boxed()];
    let longest = (250..260_usize, select(&['a', 'ü', '用'][..])).prop_map(|(n, c)| c.to_string().repeat(n));
    prop_oneof![8 => vec(piece, 0..6).prop_map(|pieces| pieces.concat()), 1 => longest]
}

/// A character that is easily taken for another, or overlooked.
fn odd() -> impl Strategy<Value = String> {
    select(
        &[
            "\u{430}",
            "\u{131}",
            "\u{130}",
            "\u{17f}",
            "\u{212a}",
            "\u{ff41}",
            "\u{df}",
            "\u{1e9e}",
            "e\u{301}",
            "\u{e9}",
            "\u{200b}",
            "\u{200d}",
            "\u{202e}",
            "\u{feff}",
            "\u{ad}",
            "\u{a0}",
            "\u{3000}",
            "\u{0}",
            "\u{7f}",
            "\u{85}",
            "\u{3002}",
            "\u{ff0e}",
            "\u{ff20}",
            "\u{378}",
            "\u{1f600}",
            "\u{e0041}",
            "\u{fdd0}",
            "\u{10ffff}",
        ][..],
    )
    .prop_map(str::to_owned)
}

/// An address, more or less.
pub fn address() -> impl Strategy<Value = String> {
    let at = prop_oneof![10 => Just("@".to_owned()), 1 => Just("@@".to_owned()), 1 => Just(String::new()), 1 => odd()];
    let label = prop_oneof![6 => "[a-zA-Z0-9-]{1,10}".boxed(), 2 => "xn--[a-z0-9-]{1,8}".boxed(), 1 => "[a-zäöüß用户नम]{1,6}".boxed(), 1 => odd().boxed()];
    let dot = prop_oneof![8 => Just("."), 1 => Just(".."), 1 => Just("\u{3002}")];
    (words(), at, vec((label, dot), 1..4)).prop_map(|(local, at, labels)| {
        let domain: String = labels.into_iter().flat_map(|(label, dot)| [label, dot.to_owned()]).collect();
        format!("{local}{at}{}", domain.trim_end_matches('.'))
    })
}

/// An id, more or less.
pub fn id() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "(app_)?[0-9a-f]{22,26}".prop_map(String::into_bytes),
        "(app_|APP_|app_app_)?[0-9a-fA-F+ -]{24}".prop_map(String::into_bytes),
        changed(KEY.kid()),
    ]
}

/// An origin, more or less.
pub fn origin() -> impl Strategy<Value = Vec<u8>> {
    let text = "(https?|ftp|javascript|HTTPS)://[a-z0-9.:\\[\\]*-]{0,20}";
    prop_oneof![
        text.prop_map(String::into_bytes),
        text.prop_flat_map(changed),
        select(&["http://localhost:*", "https://shop.example", "https://*", "https://a;script-src *"][..])
            .prop_map(|text| text.as_bytes().to_vec()),
        words().prop_map(|host| format!("https://{host}").into_bytes()),
    ]
}

/// What a page hands over, more or less: a code, or a form with one.
pub fn handed() -> impl Strategy<Value = Vec<u8>> {
    let part = |name: &'static str, value: BoxedStrategy<String>| prop_oneof![2 => value.prop_map(move |value| format!("&{name}={value}")), 1 => Just(String::new())];
    let code =
        prop_oneof![4 => "[a-zA-Z0-9._~/-]{1,40}", 1 => "(%[0-9A-Fa-f]{2}|\\+|x){1,9}", 1 => "\\PC{0,6}"];
    let verifier = prop_oneof![4 => "[a-zA-Z0-9._~-]{43}", 1 => "[a-z]{40,130}"].boxed();
    let nonce = prop_oneof![4 => "[a-z0-9]{1,20}", 1 => "(%[0-9A-F]{2}){1,4}", 1 => "\\PC{0,4}"].boxed();
    let form = (code.clone(), part("code_verifier", verifier), part("nonce", nonce))
        .prop_map(|(code, verifier, nonce)| format!("code={code}{verifier}{nonce}"));
    let text = prop_oneof![1 => code, 3 => form];
    text.prop_flat_map(|text| prop_oneof![3 => Just(text.clone().into_bytes()), 1 => changed(text)])
}

/// Context variables as a text, more or less.
pub fn contexts() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![4 => "[a-zA-Z]{1,8}", 1 => "\\PC{0,4}", 1 => "x{99,102}", 1 => "\\\\u00[46][1-9]"];
    let plain = select(&["\"gold\"", "\"\\u00e9\"", "7", "-0", "1e3", "true", "12345678901234567890"][..]);
    let value = prop_oneof![5 => plain.prop_map(str::to_owned), 1 => value()];
    let members = vec((name, value), 0..5);
    let text = members.prop_map(|members| {
        let members: Vec<_> =
            members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    });
    text.prop_flat_map(|text| prop_oneof![4 => Just(text.clone().into_bytes()), 1 => changed(text)])
}

/// A program's token to which something was done, or nothing.
pub fn program() -> impl Strategy<Value = Vec<u8>> {
    let scope = select(&["app", "account", "integration", "user", "App", ""][..]);
    let times = select(&["", ",\"exp\":1700000600", ",\"exp\":1", ",\"iat\":1700000000"][..]);
    let signed = (header(), scope, times)
        .prop_map(|(header, scope, times)| sign(header, format!("{{\"scope\":\"{scope}\"{times}}}")));
    prop_oneof![
        4 => signed.prop_flat_map(|text| prop_oneof![4 => Just(text.clone().into_bytes()), 1 => changed(text)]),
        1 => token(),
    ]
}

/// An address that the server is to call, more or less.
pub fn url() -> impl Strategy<Value = Vec<u8>> {
    let scheme = prop_oneof![8 => Just("https://"), 1 => select(&["http://", "HTTPS://", "https:", "//", "file:///"][..])];
    let host = prop_oneof![
        6 => "[a-z0-9-]{1,8}(\\.[a-z]{2,6}){1,2}",
        1 => select(&["127.0.0.1", "0x7f.1", "[::1]", "2130706433", "a@b", "a:b@c", "b%40c", "b\u{ff0e}example"][..]).prop_map(str::to_owned),
        1 => words(),
    ];
    let port = prop_oneof![6 => Just(String::new()), 1 => ":[0-9]{0,6}"];
    let path = prop_oneof![4 => "(/[a-z0-9.%-]{0,6}){0,3}", 1 => "[/\\\\?#@a-z]{0,6}", 1 => "/\\PC{0,6}"];
    let text = (scheme, host, port, path)
        .prop_map(|(scheme, host, port, path)| format!("{scheme}{host}{port}{path}"));
    text.prop_flat_map(|text| prop_oneof![4 => Just(text.clone().into_bytes()), 1 => changed(text)])
}

/// The fields of a record, each on a line, more or less good.
pub fn record() -> impl Strategy<Value = String> {
    let kind = select(&["contact", "account", "Contact", ""][..]);
    let status = select(&["active", "inactive", "Active", " active", "gesperrt", ""][..]);
    (kind, words(), status, words(), address(), words()).prop_map(
        |(kind, id, status, name, email, telephone)| {
            [kind.to_owned(), id, status.to_owned(), name, email, telephone].join("\n")
        },
    )
}

/// A public key that nobody has the private half of any more.
const POINT: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEffC/rUuCvbcfYMxnx0JyOBhed0L+WmJLrrOcv0HDEr/2p+SfVWrXiiOnyqHhsnDbkqYtvRudOXE/2gp+b3v7VQ==";

/// An answer of an address of public keys, in any of its forms, to which something was done, or nothing.
pub fn key_set() -> impl Strategy<Value = Vec<u8>> {
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{POINT}\n-----END PUBLIC KEY-----\n");
    let kid = select(&["a", "b", "", "\u{e9}"][..]);
    let listed = BASE64_STANDARD.encode(&pem);
    let entry = (kid.clone(), select(&["0", "2000000000", "null", "\"1\"", "1e3"][..])).prop_map(
        move |(kid, expiry)| format!(r#"{{"kid":"{kid}","publicKey":"{listed}","expiry":{expiry}}}"#),
    );
    let point = r#""x":"ffC_rUuCvbcfYMxnx0JyOBhed0L-WmJLrrOcv0HDEr8","y":"9qfkn1Vq14ojp8qh4bJw25KmLb0bnTlxP9oKfm97-1U""#;
    let members =
        select(&["", r#","alg":"ES256""#, r#","use":"enc""#, r#","d":"AA""#, r#","alg":"HS256""#][..]);
    let jwk = (kid, members).prop_map(move |(kid, members)| {
        format!(r#"{{"kty":"EC","crv":"P-256","kid":"{kid}",{point}{members}}}"#)
    });
    let text = prop_oneof![
        1 => Just(pem),
        3 => vec(entry, 0..4).prop_map(|entries| format!("[{}]", entries.join(","))),
        3 => vec(jwk, 0..4).prop_map(|keys| format!(r#"{{"keys":[{}]}}"#, keys.join(","))),
    ];
    text.prop_flat_map(|text| prop_oneof![1 => Just(text.clone().into_bytes()), 2 => changed(text)])
}
