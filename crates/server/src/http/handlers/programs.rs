//! Our own API for programs.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::id::{EmailIdentityId, UserId};

use crate::{
    App,
    http::{ApiError, Json, Path, parse, program::Program},
    use_cases::emails::{self, Attacher, Detacher},
    wire::person::{AttachEmailByProgram, Emails},
};

pub(crate) async fn attach_email(
    State(app): State<App>,
    program: Program,
    Path((_, user)): Path<(String, UserId)>,
    Json(asked): Json<AttachEmailByProgram>,
) -> Result<(StatusCode, Json<Emails>), ApiError> {
    let address = parse::email(&asked.address)?;
    let Program { account, key } = program;
    let attaches = app.write(account, move |tx| emails::attach(tx, Attacher::Program(key), user, &address));
    Ok((StatusCode::CREATED, Json(attaches.await?.into())))
}

pub(crate) async fn detach_email(
    State(app): State<App>,
    program: Program,
    Path((_, user, email)): Path<(String, UserId, EmailIdentityId)>,
) -> Result<Json<Emails>, ApiError> {
    let Program { account, key } = program;
    let detaches = app.write(account, move |tx| emails::detach(tx, Detacher::Program(key), user, email));
    Ok(Json(detaches.await?.into()))
}
