//! A program that signs: an order on a line of its input, a token on a line of its output.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Library;

/// The folder of the programs.
pub(super) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/backend");

/// What a customer's developer has a library sign, and with what.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// What goes into the header as `kid`; `None` where it was forgotten.
    pub key_id: Option<String>,
    /// The secret, as it was copied.
    pub secret: String,
    /// Whether it is decoded first, as if it were base64: with the function that the language has at hand.
    pub decode_secret: bool,
    /// The algorithm, by its name in `alg`.
    pub algorithm: String,
    /// The claims.
    pub claims: Value,
    /// Options of jsonwebtoken's `sign`; the other libraries' programs look at none.
    pub options: Value,
}

/// What became of an order: a token, or why the library would not sign, in its words.
pub type Signed = Result<String, String>;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Token(String),
    Refusal(String),
}

/// A running program. It ends when its input does, so with the process that started it.
#[derive(Debug)]
pub(super) struct Program {
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    // Not waited for by anybody: it ends when `orders` closes, which is when this process ends.
    _child: Child,
}

impl Program {
    pub(super) fn start(library: Library) -> Self {
        let (interpreter, file) = library.program();
        let mut child = Command::new(interpreter)
            .arg(file)
            .current_dir(FOLDER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("`{interpreter}` could not be run ({error}): `cargo xtask test` gets it")
            });
        let orders = child.stdin.take().expect("standard input is a pipe");
        let answers = BufReader::new(child.stdout.take().expect("standard output is a pipe")).lines();
        Self { orders, answers, _child: child }
    }

    pub(super) fn carry_out(&mut self, order: &Order) -> Signed {
        let mut line = serde_json::to_string(order).expect("an order is JSON");
        line.push('\n');
        self.orders.write_all(line.as_bytes()).expect("the program is running");
        let answer = self.answers.next().expect("the program answers each line").expect("in UTF-8");
        match serde_json::from_str(&answer).expect("the answer is a token or a refusal") {
            Answer::Token(token) => Ok(token),
            Answer::Refusal(words) => Err(words),
        }
    }
}
