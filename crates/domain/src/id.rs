//! Ids: 12 bytes that sort by time, 24 lowercase hexadecimal characters outside.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use crate::time::Millis;

/// The id of a thing of kind `K`.
///
/// 48 bits of milliseconds since 1970, then 48 bits that start at random in each millisecond and only grow
/// within one process, so ids sort by the time they were made. The kind keeps a user's id from being passed
/// where a ticket's belongs.
pub struct Id<K> {
    bytes: [u8; 12],
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// The smallest id: before every real one.
    pub const ZERO: Self = Self::from_bytes([0; 12]);

    /// The id with these twelve bytes, as the store keeps it.
    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        Self { bytes, kind: PhantomData }
    }

    /// An id made at `at` with `tail` (its low 48 bits count) behind the time.
    pub fn new(at: Millis, tail: u64) -> Self {
        let mut bytes = [0; 12];
        bytes[..6].copy_from_slice(&at.as_i64().max(0).to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&tail.to_be_bytes()[2..]);
        Self::from_bytes(bytes)
    }

    /// The twelve bytes.
    pub const fn as_bytes(&self) -> &[u8; 12] {
        &self.bytes
    }

    /// The id that comes directly after this one.
    ///
    /// A message's id is at least its conversation's last plus one, so that clocks which differ between
    /// nodes never put an answer before its question (details 6).
    #[must_use]
    pub fn next(self) -> Self {
        let mut bytes = self.bytes;
        for byte in bytes.iter_mut().rev() {
            let (sum, carried) = byte.overflowing_add(1);
            *byte = sum;
            if !carried {
                break;
            }
        }
        Self::from_bytes(bytes)
    }

    /// When the id was made, by the clock of the node that made it.
    pub fn made_at(&self) -> Millis {
        let mut time = [0; 8];
        time[2..].copy_from_slice(&self.bytes[..6]);
        Millis::new(i64::from_be_bytes(time))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}
impl<K> Id<K> {
    /// The 24 characters, written into `room`. Every message is full of ids: the formatter's way of writing a byte
    /// takes as long as the rest of it.
    fn text<'r>(&self, room: &'r mut [u8; 24]) -> &'r str {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
        for (pair, byte) in room.chunks_exact_mut(2).zip(self.bytes) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
        }
        str::from_utf8(room).expect("digits are ASCII")
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; 24]))
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Not 24 lowercase hexadecimal characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 24 lowercase hexadecimal characters")]
pub struct NotAnId;

impl<K> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        fn nibble(digit: u8) -> Option<u8> {
            match digit {
                b'0'..=b'9' => Some(digit - b'0'),
                b'a'..=b'f' => Some(digit - b'a' + 10),
                _ => None,
            }
        }
        let digits: &[u8; 24] = text.as_bytes().try_into().map_err(|_| NotAnId)?;
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
            let [high, low] = *pair;
            *byte = nibble(high).zip(nibble(low)).map(|(h, l)| h << 4 | l).ok_or(NotAnId)?;
        }
        Ok(Self::from_bytes(bytes))
    }
}

impl<K> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text(&mut [0; 24]))
    }
}

impl<'de, K> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $alias:ident;)*) => {$(
        #[doc = concat!("The kind of thing a [`", stringify!($alias), "`] names.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {}
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    /// One company's data.
    Account => AccountId;
    /// A public face of an account.
    Brand => BrandId;
    /// A place where end users write.
    Channel => ChannelId;
    /// How a channel proves identity.
    Setting => SettingId;
    /// A signing key; outside it is written with the prefix `app_` (see [`KeyId::kid`](Id::kid)).
    Key => KeyId;
    /// An end user.
    User => UserId;
    /// One browser profile or app installation of a user.
    Device => DeviceId;
    /// A device's right to act as a user.
    Session => SessionId;
    /// What proved who someone was at one login or renewal.
    Evidence => EvidenceId;
    /// One thread of a user with the account.
    Conversation => ConversationId;
    /// One case in a conversation.
    Ticket => TicketId;
    /// Something said in a conversation.
    Message => MessageId;
    /// Two people found to be one.
    Merge => MergeId;
    /// One of the company's people.
    Agent => AgentId;
    /// An agent's signed-in browser or client.
    AgentSession => AgentSessionId;
    /// An address that somebody holds.
    EmailIdentity => EmailIdentityId;
    /// Two users who may be one person.
    Suggestion => SuggestionId;
    /// Logins that were refused because somebody else holds their address.
    Conflict => ConflictId;
    /// A one-time link that hands a signing key to a developer.
    KeyLink => KeyLinkId;
    /// A row of the login log.
    LoginAttempt => LoginAttemptId;
    /// A row of the audit log.
    AuditEntry => AuditEntryId;
    /// The erasure of a person.
    Erasure => ErasureId;
    /// Where tickets wait for agents.
    Queue => QueueId;
    /// What is routed by one set of rules.
    Workstream => WorkstreamId;
    /// A contact or account of the customer's.
    Record => RecordId;
}

impl KeyId {
    /// What every key id begins with outside the server.
    pub const PREFIX: &'static str = "app_";

    /// The key id as tokens carry it in `kid`: `app_` and 24 hexadecimal characters (KEY-4).
    pub fn kid(&self) -> String {
        format!("{}{self}", Self::PREFIX)
    }

    /// Reads a `kid`. Anything but exactly the form of [`kid`](Id::kid) is no key of ours.
    pub fn from_kid(kid: &str) -> Result<Self, NotAnId> {
        kid.strip_prefix(Self::PREFIX).ok_or(NotAnId)?.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_and_read_as_24_hexadecimal_characters() {
        let id = UserId::new(Millis::new(0x0123_4567_89ab), 0x00cd_ef01_2345);
        assert_eq!(id.to_string(), "0123456789ab00cdef012345");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.made_at(), Millis::new(0x0123_4567_89ab));
    }

    #[test]
    fn other_spellings_are_no_ids() {
        for text in [
            "",
            "0123456789AB00cdef012345",
            "0123456789ab00cdef01234",
            "0123456789ab00cdef01234g",
            "ä123456789ab00cdef0123",
        ] {
            assert_eq!(text.parse::<UserId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn ids_sort_by_time_and_then_by_their_tail() {
        let early = UserId::new(Millis::new(1), u64::MAX);
        let late = UserId::new(Millis::new(2), 0);
        assert!(early < late);
        assert_eq!(early.next(), late);
    }

    #[test]
    fn key_4_a_kid_carries_its_prefix() {
        let key = KeyId::new(Millis::new(7), 9);
        assert_eq!(KeyId::from_kid(&key.kid()), Ok(key));
        assert_eq!(KeyId::from_kid(&key.to_string()), Err(NotAnId));
        assert_eq!(KeyId::from_kid("app_ 000000000007000000000009"), Err(NotAnId));
    }
}
