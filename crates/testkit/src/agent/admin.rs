//! What administrators alone may do.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AgentClient;
use crate::{
    backend::Key,
    http::Failed,
    wire::{
        agent::{Agent, Channel, ListedKey, UserSession},
        explained::Explained,
    },
};

#[derive(Deserialize)]
struct Keys {
    keys: Vec<ListedKey>,
}

#[derive(Deserialize)]
struct Setting {
    id: String,
}

#[derive(Deserialize)]
struct Channels {
    channels: Vec<Channel>,
}

#[derive(Deserialize)]
struct Sessions {
    sessions: Vec<UserSession>,
}

#[derive(Deserialize)]
struct Ended {
    sessions: i64,
}

impl AgentClient {
    /// Makes the first administrator with the part behind the `#` of the one-time link, and signs them in.
    pub async fn set_up(
        server: &str,
        link: &str,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<Self, Failed> {
        let body = json!({"link": link, "email": email, "name": name, "password": password});
        Self::sign_in_at(server, "/admin/v1/setup", &body).await
    }

    /// Makes an agent. `role` is `agent` or `administrator`.
    pub async fn create_agent(
        &self,
        email: &str,
        name: &str,
        role: &str,
        password: &str,
    ) -> Result<Agent, Failed> {
        let body = json!({"email": email, "name": name, "role": role, "password": password});
        self.post("/admin/v1/agents", &body).await
    }

    /// Makes a channel.
    pub async fn create_channel(&self, name: &str) -> Result<Channel, Failed> {
        self.post("/admin/v1/channels", &json!({"name": name})).await
    }

    /// Makes an authentication setting of public keys that are at this address (OMN-1), and gives its id.
    pub async fn create_public_key_setting(&self, name: &str, url: &str) -> Result<String, Failed> {
        let setting = json!({"kind": "oauth2_implicit", "name": name, "url": url});
        let Setting { id } = self.post("/admin/v1/authentication-settings", &setting).await?;
        Ok(id)
    }

    /// Makes an authentication setting that exchanges codes so (OMN-11), with this client secret, and gives its id.
    pub async fn create_code_setting(
        &self,
        name: &str,
        code: &Value,
        secret: &str,
    ) -> Result<String, Failed> {
        let path = "/admin/v1/authentication-settings";
        let Setting { id } =
            self.post(path, &json!({"kind": "oauth2_code", "name": name, "code": code})).await?;
        let secret = json!({"client_secret": secret});
        self.post::<Value>(&format!("{path}/{id}/secret"), &secret).await.map(|_| id)
    }

    /// Makes a live chat whose people prove who they are by this setting (OMN-18).
    pub async fn create_live_chat(&self, name: &str, setting: &str) -> Result<Channel, Failed> {
        let channel = json!({"name": name, "kind": "omnichannel"});
        let channel: Channel = self.post("/admin/v1/channels", &channel).await?;
        let path = format!("/admin/v1/channels/{}", channel.id);
        self.call(Method::PATCH, &path, Some(&json!({"setting": setting}))).await
    }

    /// Every channel.
    pub async fn channels(&self) -> Result<Vec<Channel>, Failed> {
        let Channels { channels } = self.get("/admin/v1/channels").await?;
        Ok(channels)
    }

    /// Makes a signing key; its secret is shown this once (KEY-4).
    pub async fn create_key(&self, name: &str) -> Result<Key, Failed> {
        self.post("/admin/v1/keys", &json!({"name": name})).await
    }

    /// Every signing key (KEY-5).
    pub async fn keys(&self) -> Result<Vec<ListedKey>, Failed> {
        let Keys { keys } = self.get("/admin/v1/keys").await?;
        Ok(keys)
    }

    /// Deletes a key and gives the number of sessions that were opened with it; ends them if asked to (KEY-6).
    pub async fn delete_key(&self, id: &str, end_sessions: bool) -> Result<i64, Failed> {
        let query = if end_sessions { "?end_sessions=true" } else { "" };
        let Ended { sessions } =
            self.call(Method::DELETE, &format!("/admin/v1/keys/{id}{query}"), None).await?;
        Ok(sessions)
    }

    /// A user's open sessions (SES-7).
    pub async fn sessions(&self, user: &str) -> Result<Vec<UserSession>, Failed> {
        let Sessions { sessions } = self.get(&format!("/admin/v1/users/{user}/sessions")).await?;
        Ok(sessions)
    }

    /// Ends all of a user's sessions.
    pub async fn end_sessions(&self, user: &str) -> Result<(), Failed> {
        let path = format!("/admin/v1/users/{user}/sessions");
        self.call::<Value>(Method::DELETE, &path, None).await.map(drop)
    }

    /// Ends one session.
    pub async fn end_session(&self, session: &str) -> Result<(), Failed> {
        let path = format!("/admin/v1/sessions/{session}");
        self.call::<Value>(Method::DELETE, &path, None).await.map(drop)
    }

    /// Explains a token as a login on the channel with this public key would find it (SEE-7).
    pub async fn explain_token(&self, channel: &str, token: &str) -> Result<Explained, Failed> {
        self.post("/admin/v1/tokens/explain", &json!({"channel": channel, "token": token})).await
    }
}
