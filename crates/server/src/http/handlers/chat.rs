//! The administrators' API on the secrets of chats.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::id::ChannelId;

use super::admin;
use crate::{
    App,
    http::{ApiError, Json, Path},
    key_making,
    secrets::AgentToken,
    use_cases::{
        admission,
        chat_secrets::{self, Grace, Made},
    },
    wire::{
        Time,
        chat::{MadeChatSecret, MakeChatSecret},
    },
};

pub(crate) async fn make_secret(
    State(app): State<App>,
    token: AgentToken,
    Path(channel): Path<ChannelId>,
    Json(asked): Json<MakeChatSecret>,
) -> Result<(StatusCode, Json<MadeChatSecret>), ApiError> {
    // Sealing the secret makes the account's data key, if it has none yet: not for whoever names an account.
    admin::administrator(&app, &token).await?;
    let grace = Grace::seconds(asked.old_lives_on_seconds)?;
    let account = token.account;
    let (sealed, secret) = key_making::make_secret(&app, account).await?;
    let id = sealed.id.kid();
    let made = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        chat_secrets::make_secret(tx, Some(by.id), channel, &sealed, grace)
    });
    let Made { name, old_valid_until } = made.await?;
    let old_valid_until = old_valid_until.map(Time);
    Ok((StatusCode::CREATED, Json(MadeChatSecret { id, name, secret: secret.to_string(), old_valid_until })))
}
