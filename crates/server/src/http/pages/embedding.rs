//! Which channel a page embeds.

use crate::{
    App,
    http::ApiError,
    use_cases::channels::{self, Shown},
};

/// The channel with this public key; nothing where there is none.
pub(super) async fn embedded(app: &App, key: &str) -> Result<Option<Shown>, ApiError> {
    Ok(channels::embedding(app, key.to_owned()).await?)
}
