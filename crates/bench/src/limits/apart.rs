//! Work of this program that is done in a process of its own, on the core where the measured server would be.

use std::{
    io::{self, BufRead, BufReader, Lines},
    process::{self, Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use super::{bare_writes, echo, kept, rows};
use crate::load::latency::Latencies;

/// The core of what is measured, and so of what stands in for it.
const MEASURED: &str = "0";
/// The core of what drives it.
pub(super) const DRIVING: &str = "1";

/// A run of this very program that does one thing. It ends when this value is dropped.
pub(super) struct Apart {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Apart {
    /// Begins the work that `words` ask for: the first is its name.
    ///
    /// # Panics
    ///
    /// If `taskset` is missing, or the machine has one core only.
    pub(super) fn begin(words: &[&str]) -> Self {
        // This very program, even if it was built anew meanwhile.
        let program = format!("/proc/{}/exe", process::id());
        let mut child = Command::new("taskset")
            .args(["-c", MEASURED])
            .arg(program)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("taskset can be run");
        let output = child.stdout.take().expect("standard output is a pipe");
        Self { child, said: BufReader::new(output).lines() }
    }

    /// The next line that it writes; waits for it.
    ///
    /// # Panics
    ///
    /// If it ends without a word: what went wrong is on standard error.
    pub(super) fn line(&mut self) -> String {
        self.said.next().and_then(Result::ok).expect("what runs apart says what it was asked for")
    }

    /// The next line as the waits that [`say`] wrote.
    pub(super) fn waits(&mut self) -> Latencies {
        let mut latencies = Latencies::default();
        for micros in self.line().split(' ') {
            latencies.add(Duration::from_micros(micros.parse().expect("waits are whole microseconds")));
        }
        latencies
    }

    /// The process's id: `taskset` becomes what it starts.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("what ran apart was not waited for: {error}");
        }
    }
}

/// Says how long each waited, for [`Apart::waits`] to read.
pub(super) fn say(waits: &[Duration]) {
    let micros: Vec<_> = waits.iter().map(|wait| wait.as_micros().to_string()).collect();
    println!("{}", micros.join(" "));
}

/// Does the work that `words` ask for, if they do: then this process is the one apart and has nothing else to do.
pub(crate) fn is_asked_for(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [echo::WORD, sizes @ ..] => {
            end_with_standard_input();
            echo::serve(sizes);
        }
        [bare_writes::WORD, sockets, bytes] => {
            end_with_standard_input();
            bare_writes::serve(sockets, bytes);
        }
        [rows::WORD, file, what, most] => rows::write_apart(file, what, most),
        [rows::IN_TIME, file, what, a_second] => rows::write_in_time_apart(file, what, a_second),
        [kept::WORD, a_second] => kept::write_apart(a_second),
        _ => return false,
    }
    true
}

/// The other end of the pipe is held by who began this, and the system closes it however that one ends.
fn end_with_standard_input() {
    thread::spawn(|| {
        let read = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(i32::from(read.is_err()));
    });
}
