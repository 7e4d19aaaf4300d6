//! Reading what was said.

use reqwest::Method;
use serde::Deserialize;

use super::Client;
use crate::{
    http::Failed,
    wire::{Head, Message, User},
};

/// A page of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// The conversation, once something was said.
    pub conversation: Option<Head>,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// Whose conversation it is.
    pub user: User,
}

impl Client {
    /// Reads the newest page of the conversation. Events up to its head count as read.
    pub async fn conversation(&mut self) -> Result<Page, Failed> {
        let page: Page = self.call(Method::GET, "/client/v1/conversation", None).await?;
        if let Some(Head { id, head }) = &page.conversation {
            self.feed.heads().read(id, *head);
            self.conversation = Some(id.clone());
        }
        Ok(page)
    }

    /// Reads the page before a message.
    pub async fn conversation_before(&mut self, message: &str) -> Result<Page, Failed> {
        self.call(Method::GET, &format!("/client/v1/conversation?before={message}"), None).await
    }

    /// Reads the whole conversation, page by page: every message, oldest first.
    pub async fn transcript(&mut self) -> Result<Vec<Message>, Failed> {
        let Page { mut messages, mut has_more, .. } = self.conversation().await?;
        while has_more {
            let oldest = messages.first().expect("a page before which there is more is not empty").id.clone();
            let page = self.conversation_before(&oldest).await?;
            has_more = page.has_more;
            messages.splice(0..0, page.messages);
        }
        Ok(messages)
    }
}
