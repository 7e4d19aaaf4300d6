//! A customer's backend: signs tokens with the libraries that such backends use.
//!
//! Tokens in tests are not of our own making, so that a misreading of the format cannot agree with itself.

mod library;
mod program;

use std::{
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
};

use serde::Deserialize;
use serde_json::{Value, json};

pub use library::{Library, PYTHON};
use program::{FOLDER, Program};
pub use program::{Order, Signed};

/// A signing key as the customer has it: what the answer to its creation tells, once (KEY-4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// `app_` and 24 hexadecimal characters; goes into the token's `kid`.
    pub id: String,
    /// The secret, used as these very bytes.
    pub secret: String,
}

/// A running backend. It ends with the process that started it.
#[derive(Debug)]
pub struct Backend {
    program: Mutex<Program>,
}

impl Key {
    /// An order as it should be: HS256, the key's id as `kid`, the secret as it is.
    pub fn order(&self, claims: &Value) -> Order {
        Order {
            key_id: Some(self.id.clone()),
            secret: self.secret.clone(),
            decode_secret: false,
            algorithm: "HS256".to_owned(),
            claims: claims.clone(),
            options: json!({}),
        }
    }
}

impl Backend {
    /// The process's one backend, started when it is first asked for.
    ///
    /// # Panics
    ///
    /// If Node or the packages of `crates/testkit/backend` are missing.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Backend> = OnceLock::new();
        SHARED.get_or_init(|| Self::with(Library::JsonWebToken))
    }

    /// A backend that signs with this library.
    ///
    /// # Panics
    ///
    /// If the language or the library is missing.
    pub fn with(library: Library) -> Self {
        assert!(
            Path::new(FOLDER).join("node_modules").is_dir(),
            "the packages of {FOLDER} are not installed: run `npm ci` there (`cargo xtask test` does)"
        );
        Self { program: Mutex::new(Program::start(library)) }
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
        let order = Order { options: options.clone(), ..key.order(claims) };
        self.sign(&order)
            .unwrap_or_else(|words| panic!("the backend's library would not sign {claims}: {words}"))
    }

    /// Has the library carry out an order, however mistaken.
    pub fn sign(&self, order: &Order) -> Signed {
        // Whoever panicked here before did so outside an exchange or ended it: another test must not suffer.
        self.program.lock().unwrap_or_else(PoisonError::into_inner).carry_out(order)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

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
