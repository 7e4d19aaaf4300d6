//! What a page hands over as a code.

use bonafide_domain::{limits, text::ClientMadeId, token::code::Handed};

/// OMN-11, OMN-13: what is taken for a code is one that can be sent, its parts are those that stand in the text, and the same parts
/// in another spelling are the same call.
pub fn a_code_is_handed_over_in_one_way(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(handed) = Handed::read(text) else { return };
    let code = handed.code();
    assert!(!code.is_empty() && code.bytes().all(|byte| (0x20..=0x7e).contains(&byte)), "{code:?}");
    assert!(handed.verifier().is_none_or(|text| text.is_ascii() && (43..=128).contains(&text.len())));
    assert!(handed.nonce().is_none_or(|text| (1..=255).contains(&text.len())));
    if !text.starts_with("code=") {
        assert_eq!((code, handed.verifier(), handed.nonce()), (text, None, None));
    }
    let mut spelled = format!("code={}", escaped(code));
    for (name, part) in [("code_verifier", handed.verifier()), ("nonce", handed.nonce())] {
        if let Some(part) = part {
            spelled.extend(["&", name, "=", &escaped(part)]);
        }
    }
    if spelled.len() > limits::CODE_BYTES {
        return;
    }
    let again = Handed::read(&spelled).expect("the same parts are a code");
    assert_eq!((again.code(), again.verifier(), again.nonce()), (code, handed.verifier(), handed.nonce()));
    let login = ClientMadeId::new("0123456789abcdef").expect("it is one");
    assert_eq!(again.call(&login), handed.call(&login));
    // Another code, with all else as it was, is another call.
    let other = spelled.replacen("code=", "code=x", 1);
    if let Ok(other) = Handed::read(&other) {
        assert_ne!(other.call(&login), handed.call(&login));
    }
}

fn escaped(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect()
}
