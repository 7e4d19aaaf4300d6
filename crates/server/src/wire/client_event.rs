//! What happened in a conversation, as its user's devices are told.

use bonafide_domain::id::ConversationId;
use bonafide_store::{
    events::{Event, Happening},
    messages::Visibility,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Time, client::Message};

/// A frame of the socket, or a member of `Missed`: one numbered event, as users see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClientEvent {
    /// Always `event`.
    t: &'static str,
    /// The conversation.
    #[schemars(with = "String")]
    c: ConversationId,
    /// Its number.
    n: i64,
    /// What happened; `hidden` is a number with nothing to show.
    k: &'static str,
    /// When.
    at: Time,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    /// Where the conversation goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    into: Option<ConversationId>,
}

impl From<&Event> for ClientEvent {
    fn from(event: &Event) -> Self {
        let bare = Self {
            t: "event",
            c: event.conversation,
            n: event.seq,
            k: event.what.word(),
            at: Time(event.at),
            message: None,
            into: None,
        };
        match (event.visibility, &event.what) {
            (Visibility::Agents, _)
            | (Visibility::All, Happening::Ticket { .. } | Happening::Erased | Happening::FollowUp(_)) => {
                Self { k: "hidden", ..bare }
            }
            (Visibility::All, Happening::Message(message)) => {
                Self { message: Some(message.as_ref().into()), ..bare }
            }
            (Visibility::All, Happening::Moved(into)) => Self { into: Some(*into), ..bare },
            (
                Visibility::All,
                Happening::SignedIn(_)
                | Happening::SignedOut(_)
                | Happening::Joined(_)
                | Happening::Parted(_)
                | Happening::LoginRequested(_)
                | Happening::Confirmed(_),
            ) => bare,
        }
    }
}
