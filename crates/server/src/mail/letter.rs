//! A mail as it is handed over. Its headers are typed, so that nothing that somebody wrote can become another header.

use std::time::{Duration, UNIX_EPOCH};

use bonafide_domain::{
    email::EmailAddress,
    id::MessageId,
    text::{Name, Subject, Words},
    time::Millis,
};
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::config::Relay;

/// A mail that was claimed, with all that it says. There is nothing in it but what its agent wrote: no mark, no link, no
/// token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The message that it is.
    pub message: MessageId,
    /// Which attempt this is.
    pub attempt: i64,
    /// To whom.
    pub to: EmailAddress,
    /// The subject.
    pub subject: Subject,
    /// The words.
    pub words: Words,
    /// When it was written.
    pub written_at: Millis,
}

/// There is no way to write such a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWritable;

impl Letter {
    /// The mail from the sender that is set. Written again it is the same, to the byte: a repeat is known by its
    /// `Message-ID`.
    pub fn write(&self, relay: &Relay) -> Result<Message, NotWritable> {
        let from = address(&relay.from)?;
        let id = format!("<{}@{}>", self.message, from.domain());
        let mut message = Message::builder()
            .from(Mailbox::new(relay.from_name.as_ref().map(Name::to_string), from))
            .to(Mailbox::new(None, address(&self.to)?))
            .subject(self.subject.as_str())
            .date(UNIX_EPOCH + since_1970(self.written_at))
            .message_id(Some(id))
            .raw_header(by_a_person())
            .header(ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &relay.reply_to {
            message = message.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        message.body(self.words.as_str().to_owned()).map_err(|_| NotWritable)
    }
}

/// RFC 3834: somebody wrote it, and may be answered by whoever is away.
fn by_a_person() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "no".to_owned())
}

/// The address with its domain as A-labels: mail servers need not know other letters.
pub(super) fn address(email: &EmailAddress) -> Result<Address, NotWritable> {
    let (local, _) = email.as_str().rsplit_once('@').ok_or(NotWritable)?;
    let (_, domain) = email.key().as_str().rsplit_once('@').ok_or(NotWritable)?;
    Address::new(local, domain).map_err(|_| NotWritable)
}

fn since_1970(at: Millis) -> Duration {
    Duration::from_millis(u64::try_from(at.as_i64()).unwrap_or(0))
}
