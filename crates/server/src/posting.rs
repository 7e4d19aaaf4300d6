//! A message as it comes from a device, by a request or by a frame: read, counted and handed to the store, the same way
//! for both.

use bonafide_store::Pending;

use crate::{
    App,
    http::{ApiError, parse},
    secrets::SessionToken,
    use_cases::{
        Refused,
        post_message::{self, Draft, Taken},
    },
    wire::client::Post,
};

/// What becomes of a message that was handed over.
pub(crate) type Posting = Pending<Result<Taken, Refused>>;

/// Hands a message over, unless it is outside its limits or the session writes too often.
pub(crate) fn begin(app: &App, token: SessionToken, asked: Post) -> Result<Posting, ApiError> {
    let client_id = parse::client_made_id("client_id", &asked.client_id)?;
    let to = parse::to(asked.conversation, asked.begun_by.as_deref())?;
    let words = parse::words(&asked.text)?;
    let metadata = parse::metadata(asked.fields, &asked.tags)?;
    app.limits.message(token.session)?;
    let account = token.account;
    let draft = Draft {
        token,
        client_id,
        to,
        words,
        as_user: asked.as_user,
        composed_authenticated: asked.composed_authenticated,
        metadata,
    };
    Ok(app.ask(account, move |tx| post_message::post_message(tx, &draft)))
}
