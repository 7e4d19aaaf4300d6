//! A customer's backend: signs tokens in Node, with the library that such backends use.
//!
//! Tokens in tests are not of our own making, so that a misreading of the format cannot agree with itself.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The folder of the Node program.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/backend");

/// A signing key as the customer has it: what the answer to its creation tells, once (KEY-4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// `app_` and 24 hexadecimal characters; goes into the token's `kid`.
    pub id: String,
    /// The secret, used as these very bytes.
    pub secret: String,
}

/// A running backend. It ends when its input does, so with the process that started it.
#[derive(Debug)]
pub struct Backend {
    process: Mutex<Process>,
}

#[derive(Debug)]
struct Process {
    requests: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    // Not waited for by anybody: it ends when `requests` closes, which is when this process ends.
    _node: Child,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    key_id: &'a str,
    secret: &'a str,
    claims: &'a Value,
    options: &'a Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Token(String),
    Refusal(String),
}

impl Backend {
    /// The process's one backend, started when it is first asked for.
    ///
    /// # Panics
    ///
    /// If Node or the packages of `crates/testkit/backend` are missing.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Backend> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        assert!(
            Path::new(FOLDER).join("node_modules").is_dir(),
            "the packages of {FOLDER} are not installed: run `npm ci` there (`cargo xtask test` does)"
        );
        let mut node = Command::new("node")
            .arg("sign.mjs")
            .current_dir(FOLDER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node 20 or later is needed to mint tokens, and `node` could not be run");
        let requests = node.stdin.take().expect("standard input is a pipe");
        let answers = BufReader::new(node.stdout.take().expect("standard output is a pipe")).lines();
        Self { process: Mutex::new(Process { requests, answers, _node: node }) }
    }

    /// A token with these claims, signed as a customer would: HS256, the key's id as `kid`.
    ///
    /// The library adds `iat`, the time of signing, unless the claims have one.
    ///
    /// # Panics
    ///
    /// If the library would not sign the claims.
    pub fn mint(&self, key: &Key, claims: &Value) -> String {
        self.mint_with(key, claims, &json!({}))
    }

    /// As [`mint`](Self::mint), with options of jsonwebtoken's `sign`, such as `{"algorithm": "HS384"}`.
    ///
    /// # Panics
    ///
    /// If the library would not sign the claims.
    pub fn mint_with(&self, key: &Key, claims: &Value, options: &Value) -> String {
        let request = Request { key_id: &key.id, secret: &key.secret, claims, options };
        match self.ask(&request) {
            Answer::Token(token) => token,
            Answer::Refusal(words) => panic!("the backend's library would not sign {claims}: {words}"),
        }
    }

    fn ask(&self, request: &Request<'_>) -> Answer {
        // Whoever panicked here before did so outside an exchange or ended it: another test must not suffer.
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = serde_json::to_string(request).expect("a request is JSON");
        line.push('\n');
        process.requests.write_all(line.as_bytes()).expect("the backend is running");
        let answer = process.answers.next().expect("the backend answers each line").expect("in UTF-8");
        serde_json::from_str(&answer).expect("the answer is a token or a refusal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key { id: "app_0123456789abcdef01234567".to_owned(), secret: "a secret of some length".to_owned() }
    }

    /// The JSON in one part of a token, read by Node so that nobody's base64 is checked by itself.
    fn part(token: &str, number: usize) -> Value {
        let part = token.split('.').nth(number).unwrap();
        let words = "process.stdout.write(Buffer.from(process.argv[1], 'base64url'))";
        let run = Command::new("node").args(["-e", words, part]).output().unwrap();
        serde_json::from_slice(&run.stdout).unwrap()
    }

    #[test]
    fn a_token_names_its_key_and_algorithm_as_tok_1_wants_it() {
        let token = Backend::shared().mint(&key(), &json!({"external_id": "usr_1", "scope": "user"}));
        assert_eq!(token.split('.').count(), 3);
        assert_eq!(part(&token, 0), json!({"alg": "HS256", "typ": "JWT", "kid": key().id}));
        let claims = part(&token, 1);
        assert_eq!((&claims["external_id"], &claims["scope"]), (&json!("usr_1"), &json!("user")));
        assert!(claims["iat"].is_u64());
    }

    #[test]
    fn options_go_to_the_library() {
        let options = json!({"algorithm": "HS384", "noTimestamp": true});
        let token = Backend::shared().mint_with(&key(), &json!({"scope": "user"}), &options);
        assert_eq!(part(&token, 0)["alg"], "HS384");
        assert_eq!(part(&token, 1), json!({"scope": "user"}));
    }

    #[test]
    fn each_caller_gets_their_own_token_back() {
        let tokens = std::thread::scope(|scope| {
            let mint =
                |n: usize| (n, Backend::shared().mint(&key(), &json!({"external_id": format!("usr_{n}")})));
            let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || mint(n))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        for (n, token) in tokens {
            assert_eq!(part(&token, 1)["external_id"], format!("usr_{n}"));
        }
    }

    #[test]
    #[should_panic(expected = "would not sign")]
    fn what_the_library_refuses_is_no_token() {
        Backend::shared().mint(&key(), &json!({"exp": "tomorrow"}));
    }
}
