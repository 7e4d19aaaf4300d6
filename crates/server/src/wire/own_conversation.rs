//! The conversations of a user, where they may have several (MRG-9).

use bonafide_domain::id::{ConversationId, MessageId};
use bonafide_store::{conversations::Conversation, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::client::{Head, Message};
use crate::use_cases::own_conversations::Several;

/// Which page of which conversation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Where {
    /// The user's conversation; without, the one last written to.
    #[schemars(with = "Option<String>")]
    pub conversation: Option<ConversationId>,
    /// The message before which the page ends; the newest page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<MessageId>,
}

/// Which events of which conversation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// The user's conversation; without, the one last written to.
    #[schemars(with = "Option<String>")]
    pub conversation: Option<ConversationId>,
    /// The number of the last event that the client has.
    pub after: i64,
}

/// The conversations of a user.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnConversations {
    /// Whether another may be begun.
    may_begin: bool,
    /// Each of them, the one last written to first.
    all: Vec<OwnConversation>,
}

/// A conversation of a user.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnConversation {
    /// It, and how far its events go.
    #[serde(flatten)]
    head: Head,
    /// The last that was said in it; null where nothing was that the user sees.
    last_message: Option<Message>,
}

impl From<Several> for OwnConversations {
    fn from(Several { may_begin, all }: Several) -> Self {
        let listed = |(conversation, last): &(Conversation, Option<messages::Message>)| OwnConversation {
            head: conversation.into(),
            last_message: last.as_ref().map(Into::into),
        };
        Self { may_begin, all: all.iter().map(listed).collect() }
    }
}
