//! HTTP: one table of endpoints, one shape of error, the same headers on every answer.
//!
//! A handler takes its input with the extractors of [`extract`], calls one use case, and gives back a wire type as
//! [`Json`] or an [`ApiError`]. The row that names it in [`routes`] says who may call it, what it takes and gives,
//! and how it can fail; router, OpenAPI document and reference are built from the rows.

pub mod bearer;
pub mod code;
pub mod error;
pub mod extract;
mod handlers;
mod larger;
pub mod layers;
mod markdown;
mod omnichannel;
mod openapi;
mod pages;
pub(crate) mod parse;
pub(crate) mod parse_code;
pub mod peer;
mod presented;
mod program;
mod record_lines;
pub mod refused;
mod rest;
pub mod route;
pub mod routes;
pub mod schema;
pub mod table;

pub use code::ErrorCode;
pub use error::ApiError;
pub(crate) use error::ErrorBody;
pub use extract::{Json, Path, Query};
pub use markdown::errors as errors_page;
pub use peer::Peer;
pub use route::{Route, Who, delete, get, patch, post, put};
pub use table::Table;
