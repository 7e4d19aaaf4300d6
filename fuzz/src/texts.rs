//! The texts that name people, keys and pages.

use bonafide_domain::{
    email::EmailAddress,
    id::{KeyId, UserId},
    origin::PageOrigin,
    outbound::OutboundUrl,
    record::{self, Record, Telephone, Written},
    text::{ExternalId, Name},
};

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// TOK-5, TOK-10: an address is kept as it was given, and what it is compared by leads to itself: no second form of one
/// address, and no step from one address to another.
pub fn an_address_is_compared_by_one_form(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(address) = EmailAddress::new(text) else { return };
    assert_eq!(address.as_str(), text);
    assert!(text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control()));
    let key = address.key().as_str();
    let (local, domain) = key.rsplit_once('@').expect("a key has both parts");
    assert!(domain.is_ascii() && !key.bytes().any(|byte| byte.is_ascii_uppercase()), "{key}");
    assert_eq!(local, text.rsplit_once('@').expect("so has an address").0.to_ascii_lowercase());
    // In its ASCII form a domain may be too long to be typed.
    if key.len() <= 254 {
        let again = EmailAddress::new(key).expect("what an address is compared by is one");
        assert_eq!(again.key(), address.key());
    }
}

/// TOK-2, TOK-10: an external id is within its limits, and nothing about it is changed.
pub fn an_external_id_is_as_it_was_given(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(id) = ExternalId::new(text) else { return };
    assert_eq!(id.as_str(), text);
    assert!((1..=255).contains(&text.chars().count()));
    assert!(
        !text.chars().any(|c| c.is_whitespace() || c.is_control()) && text.chars().any(char::is_alphanumeric)
    );
}

/// KEY-4: an id is written in one way, so that no key and no user has two names.
pub fn an_id_has_one_spelling(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(key) = KeyId::from_kid(text) {
        assert_eq!(key.kid(), text);
    }
    if let Ok(user) = text.parse::<UserId>() {
        assert_eq!(user.to_string(), text);
    }
}

/// Details 31: an origin stands in a header among others, and cannot end it, add to it or stand for more than one host.
pub fn an_origin_stays_within_its_header(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(origin) = PageOrigin::new(text) else { return };
    assert_eq!(origin.as_str(), text);
    let host = text.split_once("://").expect("an origin has a scheme").1;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    assert!(host == "localhost:*" || !host.is_empty() && host.bytes().all(is_plain), "{text}");
}

/// OMN-19: an address that the server calls is https and names nobody, is what it is called by, and no answer leads from it to
/// another origin.
pub fn an_address_to_be_called_leads_to_one_origin(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(url) = text.parse::<OutboundUrl>() else { return };
    let called = url.as_str();
    assert!(called.starts_with("https://") && !called.contains('#'), "{called}");
    assert!(called.is_ascii() && !called.chars().any(|c| c.is_whitespace() || c.is_control()), "{called}");
    let authority = url.authority();
    assert!(!authority.is_empty() && !authority.contains(['@', '/', '?', '\\']), "{authority}");
    assert!(url.path_and_query().starts_with('/'));
    assert_eq!(called, format!("https://{authority}{}", url.path_and_query()), "{text}");
    // What it is called by may be longer than what may be typed.
    if called.len() <= 2_000 {
        assert_eq!(called.parse::<OutboundUrl>().as_ref(), Ok(&url));
    }
    let within = url.redirect("/keys?a=b").expect("it is within the origin");
    assert_eq!((within.host(), within.port()), (url.host(), url.port()));
    for elsewhere in ["//elsewhere.invalid/", "https://elsewhere.invalid", "http:/keys", "javascript:keys"] {
        let led = url.redirect(elsewhere);
        assert!(led.is_none_or(|led| (led.host(), led.port()) == (url.host(), url.port())), "{elsewhere}");
    }
}

/// OMN-16: of a record nothing is changed, and only the one word links. The bytes are its fields, each on a line; an empty one is not
/// there.
pub fn a_record_is_as_it_was_written(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (kind, id, status) = (next(), next(), next());
    let mut given = || Some(next()).filter(|line| !line.is_empty());
    let (name, email, telephone) = (given(), given(), given());
    let written = Written { kind, id, name, email, telephone, status };
    let Ok(record) = Record::new(&written) else { return };
    assert_eq!((record.kind.as_str(), record.id.as_str(), record.status.as_str()), (kind, id, status));
    assert_eq!(record.name.as_ref().map(Name::as_str), name);
    assert_eq!(record.email.as_ref().map(EmailAddress::as_str), email);
    assert_eq!(record.telephone.as_ref().map(Telephone::as_str), telephone);
    assert_eq!(record.status.links(), status == "active");
    assert!(record::words(&record).iter().all(|word| !word.is_empty()));
}
