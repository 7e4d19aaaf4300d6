//! Follow-ups by email (EML-11).

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bonafide_domain::id::ConversationId;

use crate::{
    App,
    http::{ApiError, Json, Path, parse},
    secrets::AgentToken,
    use_cases::follow_up,
    wire::follow_up::{FollowedUp, WriteFollowUp},
};

pub(crate) async fn follow_up(
    State(app): State<App>,
    token: AgentToken,
    Path(conversation): Path<ConversationId>,
    Json(asked): Json<WriteFollowUp>,
) -> Result<Response, ApiError> {
    let account = token.account;
    let draft = follow_up::Draft {
        token,
        conversation,
        client_id: parse::client_made_id("client_id", &asked.client_id)?,
        email: asked.email,
        subject: parse::subject_line(&asked.subject)?,
        words: parse::words(&asked.text)?,
        confirmed: asked.confirmed.map(Into::into),
        sends: app.mailer.sends(),
    };
    let written = app.write(account, move |tx| follow_up::follow_up(tx, &draft)).await?;
    app.mail_jobs.wake();
    let status = if written.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(FollowedUp::from(&written))).into_response())
}
