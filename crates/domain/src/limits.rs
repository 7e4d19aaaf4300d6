//! Every limit of the rules, by name.

use crate::time::Span;

/// The longest token, in bytes (TOK-1).
pub const TOKEN_BYTES: usize = 8 * 1024;
/// The longest token that public keys prove, in bytes (OMN-5).
pub const PUBLIC_KEY_TOKEN_BYTES: usize = 32 * 1024;
/// The longest text that a page hands over for a code, in bytes (OMN-11).
pub const CODE_BYTES: usize = 8 * 1024;
/// The longest answer to an exchange, or of a token action, in bytes (OMN-11, OMN-12).
pub const EXCHANGE_BYTES: usize = 64 * 1024;
/// How long an exchange may take with all that its token action asks, however many addresses that are; then it is refused (OMN-13).
pub const EXCHANGE_LASTS: Span = Span::seconds(40);
/// How long the same call waits for the answer of an exchange: a little longer than that takes, so that it is never told that the code was
/// used while it is still being exchanged (OMN-13).
pub const EXCHANGE_WITHIN: Span = Span::seconds(45);
/// For how long the same call gets the same answer (OMN-13).
pub const CODE_REPEATS: Span = Span::minutes(5);
/// For how long it is kept that a code was used (OMN-13). Identity providers let one live for ten minutes at most.
pub const CODE_KEPT: Span = Span::days(1);
/// The longest answer of an address that gives public keys, in bytes (OMN-4).
pub const KEY_SET_BYTES: usize = 128 * 1024;
/// How many keys such an answer has at most.
pub const KEY_SET_KEYS: usize = 100;
/// The longest kid of a public key, in code points.
pub const KID_CHARS: usize = 255;
/// How long fetched keys are used without looking again (OMN-4).
pub const KEYS_FRESH: Span = Span::minutes(5);
/// From what age on fetched keys are fetched again before they are needed, so that nobody waits for it (OMN-4).
pub const KEYS_AHEAD: Span = Span::minutes(4);
/// How long a login waits for keys at most that are fetched again, while the last good ones may serve: an address that has said nothing by
/// then is down (OMN-4).
pub const KEYS_WAIT: Span = Span::seconds(2);
/// How long after a fetch there is no other for a token that none of the keys made, or after one that failed (OMN-4).
pub const KEYS_FETCH_PAUSE: Span = Span::seconds(30);
/// How long the last good keys serve while they cannot be fetched, unless the setting says otherwise (OMN-4).
pub const KEYS_SERVE: Span = Span::days(1);
/// How long they can be set to serve at most.
pub const MOST_KEYS_SERVE: Span = Span::days(7);
/// How far the times in a token may lie from our clock (TOK-7).
pub const LEEWAY: Span = Span::seconds(60);
/// How far the times in a chat's token may lie from our clock (CHT-3).
pub const CHAT_LEEWAY: Span = Span::minutes(2);
/// How long after its `iat` a chat's token is good at most, and without `exp` (CHT-3).
pub const CHAT_TOKEN: Span = Span::minutes(7);
/// How many secrets a token that names no key is tried with at most, the channel's own first.
pub const SECRETS_TRIED: usize = 32;
/// How long a chat's secret may live on beside its successor at most (CHT-1).
pub const SECRET_GRACE: Span = Span::days(1);
/// The longest external id, in code points (TOK-2).
pub const EXTERNAL_ID_CHARS: usize = 255;
/// The longest name of a user, in code points (TOK-4).
pub const NAME_CHARS: usize = 255;
/// The longest email address, in bytes (TOK-5).
pub const EMAIL_BYTES: usize = 254;
/// The longest name of a signing key, in code points (KEY-2).
pub const KEY_NAME_CHARS: usize = 128;
/// How many signing keys an account may have at once (KEY-3).
pub const KEYS: usize = 10;
/// For how long nobody must have used a key until it is called safe to delete (KEY-5).
pub const KEY_UNUSED: Span = Span::days(14);
/// For how many days the logins of each key are shown, today included (KEY-5).
pub const KEY_DAYS: u8 = 30;
/// For how many days they are kept: one more, since the clocks of two nodes may lie on either side of midnight.
pub const KEY_DAYS_KEPT: i64 = 31;
/// How many of the links that hand keys to developers are shown, the newest (KEY-9).
pub const KEY_LINKS: i64 = 50;
/// How exactly it is known when a key of the REST API was last used.
pub const REST_KEY_USED: Span = Span::minutes(1);
/// How long an authenticated session may last at most, unless the account says otherwise (SES-4).
pub const SESSION: Span = Span::days(14);
/// How long before the end of a token a new one is asked for (SES-4).
pub const RENEW_AHEAD: Span = Span::seconds(60);
/// How long an anonymous session lasts after it was opened.
pub const ANONYMOUS_SESSION: Span = Span::days(90);
/// How lately an anonymous user must have been active to be joined without asking (MRG-11).
pub const JOIN_WITHIN: Span = Span::minutes(30);
/// How long whoever signed in may say that an earlier conversation is theirs (MRG-11), if their session lasts so long.
/// Nobody is asked on and on what they were doing on a device that others use too.
pub const QUESTION: Span = Span::minutes(4 * 60);
/// How many messages an anonymous conversation may hold, so that joining it stays short (details 9).
pub const ANONYMOUS_MESSAGES: i64 = 1_000;
/// How many messages a merge by hand may move into another conversation (details 9).
pub const MERGED_MESSAGES: i64 = 1_000;
/// How many conversations somebody who is signed in may begin; merges may bring more (MRG-9).
pub const CONVERSATIONS: usize = 100;
/// How many conversations somebody anonymous may begin (MRG-9).
pub const ANONYMOUS_CONVERSATIONS: usize = 10;
/// How many other conversations of a person are shown beside one, the newest (MRG-9).
pub const OTHER_CONVERSATIONS: usize = 20;
/// How many messages a conversation may hold.
pub const MESSAGES: i64 = 30_000;
/// The longest message, in bytes of UTF-8.
pub const MESSAGE_BYTES: usize = 16 * 1024;
/// The longest subject of a mail, in code points (EML-11).
pub const SUBJECT_CHARS: usize = 200;
/// The longest id that a client makes for a message or a login, in bytes.
pub const CLIENT_ID_BYTES: usize = 64;
/// How long an agent's session lasts.
pub const AGENT_SESSION: Span = Span::days(7);
/// How long a one-time link lives.
pub const ONE_TIME_LINK: Span = Span::days(1);
/// The longest description a device gives of itself, in characters; the rest is cut off.
pub const AGENT_TEXT_CHARS: usize = 300;
/// How many messages a page of a conversation has.
pub const PAGE: i64 = 50;
/// How many of an agent's requests to sign in are shown with a page of a conversation (SEE-10).
pub const LOGIN_REQUESTS: i64 = 50;
/// How many times a person said that an earlier conversation is theirs are shown with a page of a conversation (MRG-11).
pub const CONFIRMATIONS: i64 = 50;
/// How many missed events are sent one by one; with more, the client reads the conversation again.
pub const EVENTS_PAGE: i64 = 200;
/// How far back the inbox looks for the message that somebody is waiting since, in messages that everybody sees.
pub const WAITING_MESSAGES: i64 = 50;
/// How many devices of a user are shown.
pub const DEVICES: i64 = 50;
/// How many conflicts about addresses a page has.
pub const CONFLICTS_PAGE: i64 = 50;
/// How many identities a piece of a change of the email policy has: a piece is one transaction of a few milliseconds
/// (details 14).
pub const POLICY_PIECE: i64 = 100;
/// How many identities a page of its preview shows.
pub const POLICY_PAGE: usize = 20;
/// The least that can be set as the greatest age of a token (TOK-7).
pub const LEAST_TOKEN_AGE: Span = Span::minutes(1);
/// The most that can be set as the greatest age of a token.
pub const MOST_TOKEN_AGE: Span = Span::days(366);
/// How many lines a page of the login log has.
pub const LOGIN_LOG_PAGE: i64 = 50;
/// How many lines a page of the audit log has.
pub const AUDIT_LOG_PAGE: i64 = 50;
/// For how many days the login log is kept at least (SEE-6).
pub const LOGIN_LOG_DAYS_AT_LEAST: i64 = 1;
/// For how many days the audit log is kept at least (SEE-8).
pub const AUDIT_LOG_DAYS_AT_LEAST: i64 = 180;
/// For how many days a log is kept at most.
pub const LOG_DAYS_AT_MOST: i64 = 3_650;
/// How many rows are deleted or blanked in one transaction of a job, so that it stays under 5 ms (details 14).
pub const PIECE: i64 = 100;
/// How many erasures a page has.
pub const ERASURES_PAGE: i64 = 50;
/// How long a ticket is solved before it closes by itself (TKT-1).
pub const SOLVED: Span = Span::days(4);
/// How many fields set by the page come with a message, and how many a ticket keeps (KEY-7).
pub const FIELDS: usize = 50;
/// How long the fields that come with a message are together, ids and values, in bytes.
pub const FIELDS_BYTES: usize = 4_000;
/// The longest id of a field, in code points.
pub const FIELD_ID_CHARS: usize = 128;
/// How many tags set by the page come with a message, and how many a ticket keeps (KEY-7).
pub const TAGS: usize = 50;
/// The longest tag, in code points.
pub const TAG_CHARS: usize = 80;
/// How many context variables a token brings, and a workstream defines, at most (OMN-7).
pub const CONTEXT_VARIABLES: usize = 100;
/// The longest name of a context variable, in code points (OMN-7).
pub const CONTEXT_NAME_CHARS: usize = 100;
/// The longest telephone number of a record, in code points (OMN-16).
pub const TELEPHONE_CHARS: usize = 64;
/// The longest status of a record, in code points (OMN-16).
pub const RECORD_STATUS_CHARS: usize = 64;
/// How much of a word counts in a search for records, in code points.
pub const RECORD_WORD_CHARS: usize = 64;
/// By how many beginnings within its name a record is found, the first words.
pub const RECORD_NAME_WORDS: usize = 8;
/// How many records a page has.
pub const RECORDS_PAGE: i64 = 50;
/// How many records one import brings at most; whoever has more sends several.
pub const IMPORTED_RECORDS: usize = 200;
/// How many records of an import are kept in one transaction, so that it stays under 5 ms (details 14).
pub const IMPORT_PIECE: usize = 20;
/// How many rules a workstream has at most (ROU-1).
pub const ROUTING_RULES: usize = 1_000;
/// How many conditions a rule has at most.
pub const CONDITIONS: usize = 20;
/// How many values a condition compares with at most.
pub const ROUTING_VALUES: usize = 50;
/// The longest text that a condition compares with, in code points.
pub const ROUTING_VALUE_CHARS: usize = 255;
/// The longest language tag of a condition, in bytes.
pub const LANGUAGE_CHARS: usize = 35;
/// The highest priority that a rule or an agent gives a ticket; the lowest is 0.
pub const PRIORITY: i64 = 100;
/// How many opening times, and how many holidays, a queue has at most (ROU-8).
pub const OPENINGS: usize = 100;
/// How much of a name that is no time zone is repeated in the answer, in code points.
pub const TIME_ZONE_CHARS: usize = 64;
/// How many queues an account has at most.
pub const QUEUES: usize = 100;
/// How many workstreams an account has at most.
pub const WORKSTREAMS: usize = 50;
/// How many tickets an agent may be given at once at most (ROU-4).
pub const CAPACITY: i64 = 100;
/// To how many of those who wait in a queue it is told how many wait before them (ROU-4).
pub const TOLD_WAITING: usize = 1_000;
/// How many tickets an agent is given at once unless an administrator says otherwise (ROU-4).
pub const CAPACITY_AT_FIRST: i64 = 5;
/// How long after their last sign of life an agent counts as there: three times as long as sockets are checked by default.
pub const PRESENCE: Span = Span::seconds(30);
