//! Which channel a page embeds.

use crate::{
    App,
    http::{ApiError, ErrorCode, handlers::client::find_channel},
    use_cases::channels::{self, Shown},
};

/// The channel with this public key; nothing where there is none.
pub(super) async fn embedded(app: &App, key: &str) -> Result<Option<Shown>, ApiError> {
    match find_channel(app, key.to_owned()).await {
        Ok((account, channel)) => {
            Ok(Some(app.read(account, move |tx| channels::find_channel(tx, channel)).await?))
        }
        Err(error) if error.code() == ErrorCode::ChannelNotFound => Ok(None),
        Err(error) => Err(error),
    }
}
