//! A message as it comes from a device, by a request or by a frame: read, counted and handed to the store, the same way
//! for both.

use bonafide_store::Pending;

use crate::{
    App,
    http::{ApiError, parse},
    secrets::SessionToken,
    use_cases::{
        Refused, admission,
        post_message::{self, Draft, Taken},
    },
    wire::client::Post,
};

/// What becomes of a message that was handed over.
pub(crate) type Posting = Pending<Result<Taken, Refused>>;

/// Hands a message over of a session that was proved, unless it is outside its limits or the session writes too often.
pub(crate) fn begin(app: &App, token: SessionToken, asked: Post) -> Result<Posting, ApiError> {
    Ok(hand_over(app, draft(app, token, asked)?))
}

/// The same for a message of which nothing is proved yet. Where many name one session, each has to prove with a read that it is of that
/// session: forged ones do not take the writer's time, which is everyone's (details 14), and the session's own go on.
pub(crate) async fn begin_unproven(app: &App, token: SessionToken, asked: Post) -> Result<Posting, ApiError> {
    let draft = draft(app, token, asked)?;
    if app.limits.unproven_message(draft.token.session).is_err() {
        let token = draft.token.clone();
        app.read(token.account, move |tx| admission::find_way(tx, &token)).await?;
    }
    Ok(hand_over(app, draft))
}

fn draft(app: &App, token: SessionToken, asked: Post) -> Result<Draft, ApiError> {
    let client_id = parse::client_made_id("client_id", &asked.client_id)?;
    let to = parse::to(asked.conversation, asked.begun_by.as_deref())?;
    let words = parse::words(&asked.text)?;
    let metadata = parse::metadata(asked.fields, &asked.tags)?;
    app.limits.message(&token)?;
    Ok(Draft {
        token,
        client_id,
        to,
        words,
        as_user: asked.as_user,
        composed_authenticated: asked.composed_authenticated,
        metadata,
    })
}

fn hand_over(app: &App, draft: Draft) -> Posting {
    app.ask(draft.token.account, move |tx| post_message::post_message(tx, &draft))
}
