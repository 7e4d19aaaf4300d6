//! What is true: the rules of Bonafide.
//!
//! Nothing here does I/O, waits, reads a clock or rolls dice. A verb takes state, an actor and a time and
//! gives back a decision or a small named refusal. Each branch names the rule it carries out; the rules
//! with their numbers are in `docs/rules/`.

pub mod audit;
pub mod call;
pub mod changed;
pub mod channel;
pub mod code_setting;
pub mod color;
pub mod contact;
pub mod context;
pub mod email;
pub mod erasure;
pub mod follow_up;
pub mod id;
pub mod identity;
pub mod key;
pub mod key_fetch;
pub mod key_link;
pub mod limits;
pub mod live_chat;
pub mod login;
pub mod login_note;
pub mod mark;
pub mod metadata;
pub mod mode;
pub mod namespace;
pub mod origin;
pub mod outbound;
pub mod place;
pub mod post;
pub mod public_key_setting;
pub mod record;
pub mod retention;
pub mod routing;
pub mod session;
pub mod setting;
pub mod sign_in_page;
pub mod text;
pub mod ticket;
pub mod time;
pub mod token;
