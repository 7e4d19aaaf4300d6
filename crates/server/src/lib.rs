//! What is said: use cases, HTTP, WebSocket, and the command line.
//!
//! [`App`] holds what every use case may need; [`http`] is the one table of endpoints; [`cli`] is what the binary
//! does. Rules live in `bonafide-domain` and SQL in `bonafide-store`; nothing here decides or keeps anything by
//! itself.

pub mod app;
mod availabilities;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
mod demo;
pub mod directory;
pub mod embeddings;
mod first_steps;
mod hex;
pub mod http;
pub mod jobs;
pub mod key_making;
pub mod limits;
pub mod mail;
pub mod outbound;
pub mod passwords;
mod posting;
pub mod public_keys;
pub mod realtime;
pub mod routing;
pub mod secrets;
pub mod serve;
pub mod tally;
pub mod telemetry;
pub mod tls;
pub mod use_cases;
pub mod verification;
pub mod wire;

pub use app::App;
