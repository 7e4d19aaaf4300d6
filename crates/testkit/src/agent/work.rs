//! Tickets that are given to agents.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AgentClient;
use crate::{http::Failed, wire::agent::InboxTicket};

#[derive(Deserialize)]
struct Made {
    id: String,
}

impl AgentClient {
    /// Makes a queue that gives its tickets to whoever is signed in here, an administrator, and sends all that is written on a
    /// channel there (ROU-1).
    pub async fn route_to_themselves(&self, channel: &str) -> Result<(), Failed> {
        let queue = json!({
            "name": "Everything", "pushes": true, "hours": null, "closed_text": null, "members": [self.agent.id],
        });
        let Made { id: queue } = self.post("/admin/v1/queues", &queue).await?;
        let rules = json!({"variables": [], "rules": [], "fallback": queue});
        let workstream = json!({"name": "Everything", "channels": [channel], "rules": rules});
        self.post::<Value>("/admin/v1/workstreams", &workstream).await.map(drop)
    }

    /// Says whether the agent is there, and may be given tickets (ROU-4).
    pub async fn set_available(&self, available: bool) -> Result<(), Failed> {
        let body = json!({"available": available});
        self.call::<Value>(Method::PUT, "/agent/v1/presence", Some(&body)).await.map(drop)
    }

    /// Waits until so many tickets are the agent's, as the socket's hints and the inbox tell; gives them.
    ///
    /// # Panics
    ///
    /// If the socket is not open, or says nothing in time.
    pub async fn is_given(&mut self, tickets: usize) -> Result<Vec<InboxTicket>, Failed> {
        loop {
            let mut own = self.inbox(None).await?.tickets;
            own.retain(|ticket| ticket.assignee.as_ref().is_some_and(|it| it.id == self.agent.id));
            if own.len() >= tickets {
                return Ok(own);
            }
            self.inbox_changed().await;
        }
    }
}
