//! One run of `bonafide serve`.

use std::{
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    thread,
};

use serde_json::Value;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver},
    time::timeout,
};

use super::Place;
use crate::http::PATIENCE;

/// A running server and what it says on standard output: one fact on each line, as JSON with an `event`.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    said: UnboundedReceiver<String>,
    address: SocketAddr,
}

impl Process {
    /// Runs the server at `place` and waits until it listens.
    pub(super) async fn start(place: &Place, listen: SocketAddr) -> Self {
        let mut child = place
            .command(&["serve", "--json", "--listen", &listen.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary can be run");
        let said = read_lines(child.stdout.take().expect("standard output is a pipe"));
        let mut process = Self { child, said, address: listen };
        let listening = process.fact("listening").await;
        process.address = listening
            .get("address")
            .and_then(Value::as_str)
            .and_then(|address| address.parse().ok())
            .expect("a listening server tells its address");
        process
    }

    /// The next fact with this `event`; those before it are passed over.
    pub(super) async fn fact(&mut self, event: &str) -> Value {
        let found = timeout(PATIENCE, async {
            while let Some(line) = self.said.recv().await {
                let fact: Value = serde_json::from_str(&line)
                    .unwrap_or_else(|error| panic!("the server said what is not JSON ({error}): {line}"));
                if fact.get("event").and_then(Value::as_str) == Some(event) {
                    return Some(fact);
                }
            }
            None
        });
        found
            .await
            .unwrap_or_else(|_| panic!("the server did not say `{event}` within {PATIENCE:?}"))
            .unwrap_or_else(|| panic!("the server ended before it said `{event}`: {}", self.end()))
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_none()
    }

    pub(super) fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
        self.end();
    }

    /// Waits until it has ended by itself.
    pub(super) async fn ended(&mut self) {
        while self.said.recv().await.is_some() {}
    }

    pub(super) async fn stop(&mut self) {
        let signal = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &signal]).status().expect("there is a shell");
        assert!(sent.success(), "the server was not there to be stopped");
        // Its output ends when it does.
        timeout(PATIENCE, self.ended())
            .await
            .unwrap_or_else(|_| panic!("the server did not end within {PATIENCE:?} of SIGTERM"));
        let status = self.end();
        assert!(status.success(), "the server ended with an error: {status}");
    }

    fn end(&mut self) -> ExitStatus {
        self.child.wait().expect("a child can be waited for")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary, free of the settings of whoever runs the tests.
pub(super) fn command() -> Command {
    let mut command = Command::new(binary());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("BONAFIDE_")) {
            command.env_remove(name);
        }
    }
    command
}

/// What `BONAFIDE_BIN` names, or the one that Cargo built into the same folder as this program or the one above.
fn binary() -> PathBuf {
    if let Some(path) = env::var_os("BONAFIDE_BIN") {
        return path.into();
    }
    let program = env::current_exe().expect("this program has a path");
    program
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("bonafide"))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("no `bonafide` near {}: run `cargo build` first", program.display()))
}

/// The lines that the server writes, until it ends. They are read whether or not anybody asks for them, so that a
/// full pipe never stops the server.
fn read_lines(output: ChildStdout) -> UnboundedReceiver<String> {
    let (sender, said) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more once the test lets go of the server.
            let _ = sender.send(line);
        }
    });
    said
}
