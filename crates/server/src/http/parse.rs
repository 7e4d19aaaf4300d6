//! Texts of requests into texts of the domain.

use bonafide_domain::{
    color::Color,
    email::EmailAddress,
    id::ConversationId,
    metadata::{self, Metadata},
    origin::PageOrigin,
    outbound::{OutboundUrl, UrlRefused},
    public_key_setting::{ClientFunction, KeysServe, Party},
    record::Beginning,
    retention::{Days, DaysRefused, Retention},
    sign_in_page::SignInPage,
    text::{ClientMadeId, ExternalId, FieldId, KeyName, Name, Subject, Tag, TextRefused, Words},
    time::Millis,
    token::{Algorithm, Algorithms, Reason},
};
use jiff::Timestamp;

use super::{ApiError, ErrorCode};
use crate::{
    passwords::Password,
    use_cases::{Refused, placing::To},
    wire::{self, metadata::Field},
};

fn refused(what: &'static str) -> impl Fn(TextRefused) -> ApiError {
    move |refused| Refused::Text(what, refused).into()
}

pub(crate) fn client_made_id(what: &'static str, text: &str) -> Result<ClientMadeId, ApiError> {
    ClientMadeId::new(text).map_err(refused(what))
}

/// Where a message is to go (MRG-9).
pub(crate) fn to(conversation: Option<ConversationId>, begun_by: Option<&str>) -> Result<To, ApiError> {
    match (conversation, begun_by) {
        (None, None) => Ok(To::Latest),
        (Some(id), None) => Ok(To::Conversation(id)),
        (None, Some(first)) => Ok(To::BegunBy(client_made_id("begun_by", first)?)),
        (Some(_), Some(_)) => {
            let both = "`conversation` and `begun_by` say two things: send one of them.";
            Err(ApiError::new(ErrorCode::BadRequest).saying(both))
        }
    }
}

pub(crate) fn words(text: &str) -> Result<Words, ApiError> {
    Words::new(text).map_err(refused("text"))
}

/// The subject of a mail (EML-11).
pub(crate) fn subject_line(text: &str) -> Result<Subject, ApiError> {
    Subject::new(text).map_err(refused("subject"))
}

pub(crate) fn name(text: &str) -> Result<Name, ApiError> {
    Name::new(text).map_err(refused("name"))
}

pub(crate) fn key_name(text: &str) -> Result<KeyName, ApiError> {
    KeyName::new(text).map_err(refused("name"))
}

pub(crate) fn email(text: &str) -> Result<EmailAddress, ApiError> {
    EmailAddress::new(text).map_err(refused("email"))
}

/// How an agent checked who somebody is (EML-4).
pub(crate) fn checked_how(text: &str) -> Result<Name, ApiError> {
    Name::new(text).map_err(refused("checked_how"))
}

pub(crate) fn password(text: &str) -> Result<Password, ApiError> {
    let said = |refused| format!("`password` is refused: {refused}.");
    Password::new(text).map_err(|refused| ApiError::new(ErrorCode::BadRequest).saying(said(refused)))
}

/// What somebody types into a search for records.
pub(crate) fn search(text: &str) -> Result<Beginning, ApiError> {
    let typed = Name::new(text).map_err(refused("search"))?;
    let nothing = Refused::Text("search", TextRefused::NothingToRead);
    Ok(Beginning::new(typed.as_str()).ok_or(nothing)?)
}

pub(crate) fn external_id(text: &str) -> Result<ExternalId, ApiError> {
    ExternalId::new(text).map_err(refused("external_id"))
}

pub(crate) fn color(text: &str) -> Result<Color, ApiError> {
    const SAYS: &str = "`color` is not # and six hexadecimal digits, such as `#0a7d5a`.";
    text.parse().map_err(|_| Refused::Invalid(SAYS).into())
}

/// An address that the server is to call (OMN-19).
pub(crate) fn outbound_url(text: &str) -> Result<OutboundUrl, ApiError> {
    let said = |refused| format!("`url` is refused: {refused}.");
    text.parse().map_err(|refused: UrlRefused| ApiError::new(ErrorCode::BadRequest).saying(said(refused)))
}

/// The name of a page's function (OMN-1).
pub(crate) fn client_function(text: &str) -> Result<ClientFunction, ApiError> {
    ClientFunction::new(text).map_err(refused("client_function"))
}

/// The algorithms that an authentication setting allows (OMN-3).
pub(crate) fn algorithms(names: &[String]) -> Result<Algorithms, ApiError> {
    const SAYS: &str =
        "`algorithms` is not one or more of RS256, RS384, RS512, PS256, ES256, ES384 and EdDSA.";
    let named: Option<Vec<_>> = names.iter().map(|name| Algorithm::named(name)).collect();
    let allowed = named.and_then(|named| Algorithms::new(named).ok());
    allowed.ok_or_else(|| Refused::Invalid(SAYS).into())
}

/// Who issues tokens (OMN-5).
pub(crate) fn issuer(text: &str) -> Result<Party, ApiError> {
    Party::new(text).map_err(refused("issuer"))
}

/// Whom tokens are for (OMN-5).
pub(crate) fn audience(text: &str) -> Result<Party, ApiError> {
    Party::new(text).map_err(refused("audience"))
}

/// How long the last good keys serve (OMN-4).
pub(crate) fn keys_serve(seconds: i64) -> Result<KeysServe, ApiError> {
    const SAYS: &str = "`keys_serve_seconds` is not between 0 and 604800, which are seven days.";
    KeysServe::seconds(seconds).map_err(|_| Refused::Invalid(SAYS).into())
}

/// The name of a reason for refusing a login.
pub(crate) fn reason(text: &str) -> Result<Reason, ApiError> {
    let named = Reason::ALL.iter().copied().find(|reason| reason.as_str() == text);
    named.ok_or_else(|| Refused::Invalid("`reason` is none of those for which a login is refused.").into())
}

/// The id of anything, as the audit log has it.
pub(crate) fn subject(text: &str) -> Result<String, ApiError> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain && (1..=64).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(Refused::Invalid("`subject` is no id of anything.").into())
    }
}

/// A point in time in RFC 3339.
pub(crate) fn moment(what: &str, text: &str) -> Result<Millis, ApiError> {
    let said = || format!("`{what}` is no point in time such as `2027-01-15T08:00:00Z`.");
    let at: Timestamp = text.parse().map_err(|_| ApiError::new(ErrorCode::BadRequest).saying(said()))?;
    Ok(Millis::new(at.as_millisecond()))
}

/// For how long logs are to be kept (SEE-6, SEE-8).
pub(crate) fn retention(asked: wire::retention::Retention) -> Result<Retention, ApiError> {
    let refused = |what: &'static str| {
        move |DaysRefused { least, most }| {
            let said = format!("`{what}` is not between {least} and {most}.");
            ApiError::new(ErrorCode::BadRequest).saying(said)
        }
    };
    Ok(Retention {
        login_log: Days::of_login_log(asked.login_log_days).map_err(refused("login_log_days"))?,
        audit_log: Days::of_audit_log(asked.audit_log_days).map_err(refused("audit_log_days"))?,
    })
}

/// Why two users are merged: as long as a name may be.
pub(crate) fn merge_reason(text: &str) -> Result<Name, ApiError> {
    Name::new(text).map_err(refused("reason"))
}

/// What the page says about the conversation (KEY-7).
pub(crate) fn metadata(fields: Vec<Field>, tags: &[String]) -> Result<Metadata, ApiError> {
    let fields: Result<_, TextRefused> =
        fields.into_iter().map(|field| Ok((FieldId::new(&field.id)?, field.value))).collect();
    let tags: Result<_, TextRefused> = tags.iter().map(|tag| Tag::new(tag)).collect();
    Ok(Metadata {
        fields: fields.and_then(metadata::fields).map_err(refused("fields"))?,
        tags: tags.and_then(metadata::tags).map_err(refused("tags"))?,
    })
}

/// The public key of a channel, as far as it can be one.
pub(crate) fn public_key(text: String) -> Result<String, ApiError> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(text)
    } else {
        Err(Refused::Invalid("`channel` is not the public key of a channel, which are letters and digits.")
            .into())
    }
}

/// A BCP 47 tag, as far as it matters: letters, digits and hyphens, at most 35 of them.
pub(crate) fn locale(text: &str) -> Result<String, ApiError> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain && (2..=35).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(Refused::Invalid("`locale` is not a language tag such as `en` or `pt-BR`.").into())
    }
}

/// The origin of a page (details 31).
/// OMN-14.
pub(crate) fn sign_in_page(text: &str) -> Result<SignInPage, ApiError> {
    let page = text.parse::<SignInPage>();
    page.map_err(|refused| ApiError::new(ErrorCode::BadRequest).saying(format!("`sign_in_page`: {refused}.")))
}

pub(crate) fn origin(text: &str) -> Result<String, ApiError> {
    const SAYS: &str =
        "An origin is a scheme and a host, such as `https://shop.example`, and nothing behind it.";
    let origin = PageOrigin::new(text).map_err(|_| Refused::Invalid(SAYS))?;
    Ok(origin.as_str().to_owned())
}

pub(crate) fn origins(texts: &[String]) -> Result<Vec<String>, ApiError> {
    const MOST: usize = 100;
    if texts.len() > MOST {
        return Err(Refused::Invalid("A channel has at most 100 origins.").into());
    }
    texts.iter().map(|text| origin(text)).collect()
}
