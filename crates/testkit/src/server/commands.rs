//! The commands an operator types beside a running server.

use std::{
    io::Write,
    process::{ExitStatus, Stdio},
};

use serde_json::Value;

use super::TestServer;
use crate::backend::Key;

/// How a command ended and what it said.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it wrote to standard output: JSON, if it succeeded.
    pub output: String,
    /// What it wrote to standard error: why it failed, in words.
    pub error: String,
}

impl TestServer {
    /// Runs `bonafide ARGUMENTS` on the server's data with `input` on standard input.
    ///
    /// # Panics
    ///
    /// If the binary cannot be run.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = self.place.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let input = input.to_owned();
        let ended = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn()?;
            // A command that fails early reads no input: how it ended says more than the broken pipe.
            let _ = child.stdin.take().expect("standard input is a pipe").write_all(input.as_bytes());
            child.wait_with_output()
        });
        let ended = ended.await.expect("nothing panics there").expect("the binary can be run");
        Outcome {
            status: ended.status,
            output: String::from_utf8_lossy(&ended.stdout).into_owned(),
            error: String::from_utf8_lossy(&ended.stderr).into_owned(),
        }
    }

    /// Runs `bonafide ARGUMENTS` on the server's data and gives back what it answers, as JSON.
    ///
    /// # Panics
    ///
    /// If the command fails or answers something else.
    pub async fn command(&self, arguments: &[&str]) -> Value {
        self.command_with_input(arguments, "").await
    }

    /// As [`command`](Self::command), with `input` on standard input.
    ///
    /// # Panics
    ///
    /// If the command fails or answers something else.
    pub async fn command_with_input(&self, arguments: &[&str], input: &str) -> Value {
        let ended = self.run(arguments, input).await;
        assert!(ended.status.success(), "bonafide {arguments:?} failed: {}", ended.error);
        serde_json::from_str(&ended.output).unwrap_or_else(|error| {
            panic!("bonafide {arguments:?} answered no JSON ({error}): {}", ended.output)
        })
    }

    /// Makes the account and its first administrator, without the link.
    pub async fn set_up(&self, email: &str, name: &str, password: &str) -> Value {
        self.command_with_input(&["setup", "--email", email, "--name", name], password).await
    }

    /// Makes a channel that may be embedded in pages of these origins.
    ///
    /// Nobody is asked for name and address there: the default reply would be one more message in every conversation.
    pub async fn create_channel(&self, name: &str, origins: &[&str]) -> Value {
        let mut arguments = vec!["channel", "create", "--no-contact-form", "--name", name];
        arguments.extend(origins.iter().flat_map(|origin| ["--origin", origin]));
        self.command(&arguments).await
    }

    /// Makes a signing key, as [`Backend::mint`](crate::backend::Backend::mint) takes it.
    pub async fn create_key(&self, name: &str) -> Key {
        let answer = self.command(&["key", "create", "--name", name]).await;
        serde_json::from_value(answer).expect("the answer has the key's id and secret")
    }
}
