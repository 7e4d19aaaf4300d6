//! The story that Bonafide was made for, played with the real binary: somebody asks a question, signs in, is
//! recognised, and whoever is not who they say they are is not.
//!
//! It is a test, which fails with a panic where anything goes otherwise, and a demonstration, which tells a person
//! at a terminal what happens.

mod cut_off;
mod false_tokens;
mod narrator;
mod opening;
mod recognised;
mod stranger;
mod two_devices;

use serde_json::json;

use crate::{
    agent::AgentClient,
    backend::{Backend, Key},
    client::Client,
    http::Failed,
    server::TestServer,
    wire::agent::AgentMessage,
};
pub use narrator::Narrator;
pub use opening::Company;

/// Whom the story is about: how the company's own backend knows her, and her name.
const MARA: (&str, &str) = ("usr_48213", "Mara Lindqvist");

/// Plays the whole story on a server that has just been started on an empty folder. What it leaves there can be
/// looked at.
///
/// # Panics
///
/// If anything goes otherwise than told.
pub async fn play(server: &TestServer, narrator: Narrator) -> Company {
    let mut scene = opening::open(server, narrator).await;
    let mut laptop = stranger::somebody_writes(&mut scene).await;
    recognised::they_sign_in(&mut scene, &mut laptop).await;
    let mut phone = two_devices::one_conversation(&mut scene, &mut laptop).await;
    two_devices::logging_out(&mut scene, &mut laptop, &mut phone).await;
    false_tokens::leave_them_anonymous(&scene, &mut laptop).await;
    cut_off::at_once(&mut scene, &mut laptop, &mut phone).await;
    scene.company
}

/// Where it plays, and who of the company is there.
struct Scene {
    server: String,
    narrator: Narrator,
    company: Company,
    agent: AgentClient,
    /// The conversation that the agent has open.
    conversation: String,
}

impl Scene {
    /// A token for Mara, good for an hour, from the company's backend.
    fn token(&self) -> String {
        token_of(&self.company.key, MARA.0, MARA.1, 3600)
    }

    /// A messenger on a device that was never there before.
    fn new_device(&self) -> Client {
        Client::open(&self.server, &self.company.channel)
    }

    /// The agent sees a message come, and what the screen says about it.
    async fn agent_sees(&mut self, id: &str) -> AgentMessage {
        let seen = self.agent.sees(id).await;
        let mark = if seen.is_verified() { "verified when written" } else { "not verified" };
        self.narrator.line("agent sees", &format!("\u{201c}{}\u{201d}  [{mark}]", seen.message.text));
        seen
    }
}

/// A token as a customer's backend makes it, for so many seconds; a negative number makes one that has expired.
pub fn token_of(key: &Key, external_id: &str, name: &str, seconds: i64) -> String {
    let claims = json!({"scope": "user", "external_id": external_id, "name": name});
    Backend::shared().mint_with(key, &claims, &json!({"expiresIn": seconds}))
}

/// What a step of the story gives, which must not fail.
fn done<T>(what: &str, result: Result<T, Failed>) -> T {
    result.unwrap_or_else(|failed| panic!("{what}: {failed}"))
}

/// The refusal of what must not succeed.
fn refused<T>(what: &str, result: Result<T, Failed>) -> Failed {
    match result {
        Ok(_) => panic!("{what} was not refused"),
        Err(failed) => failed,
    }
}
