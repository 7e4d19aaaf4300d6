//! The socket of an agent, `GET /agent/v1/socket`.
//!
//! ```text
//! → {"t": "auth", "session": "bfa_…"}                       within 5 seconds
//! ← {"t": "ready", "agent": {…}, "expires_at": "…"}
//! → {"t": "watch", "c": "CONVERSATION", "after": 12}        at most 100 at once
//! ← {"t": "event", "c": "CONVERSATION", "n": 13, "k": "message", "at": "…", "message": {… with its mark …}}
//! ← {"t": "resync", "c": "CONVERSATION"}                    the gap is too large, or there is no such conversation
//! ← {"t": "head", "c": "CONVERSATION", "n": 13}             every 25 seconds, for each that is watched
//! → {"t": "unwatch", "c": "CONVERSATION"}
//! ← {"t": "inbox"}                                          something happened: read the visible page again
//! ```
//!
//! Numbers, gaps and codes of closing are those of the client protocol; a session that does not count has the reason
//! `sign_in_required`. `inbox` comes at most ten times a second.

use std::convert::Infallible;

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::id::{AgentSessionId, ConversationId};
use bonafide_store::{
    Tx,
    agents::{self, AgentSession},
    conversations,
    events::Event,
};

use super::{
    close::{Close, Parting},
    frames::{self, AgentAsks, AgentFirst, EventTexts, Says, Whom},
    gate::Waiting,
    line::Line,
    presence,
    socket::{Socket, Turn},
    standing::{self, Standing},
    told::Hears,
};
use crate::{
    App,
    http::ErrorCode,
    secrets::AgentToken,
    use_cases::{
        Refused, Step, admission,
        conversation::{self, Missed},
    },
    wire::Time,
};

/// Serves a socket from its first frame to its end. `waiting` is given up once it is proved who is there.
pub(super) async fn serve(app: App, mut line: Box<Line>, waiting: Waiting) {
    let Err(parting) = talk(&app, &mut line, waiting).await;
    Box::pin(line.end(parting)).await;
}

async fn talk(app: &App, line: &mut Line, waiting: Waiting) -> Result<Infallible, Parting> {
    let (mut socket, session) = Box::pin(enter(app, line, waiting)).await?;
    loop {
        match socket.turn().await? {
            Turn::Said(text) => Box::pin(answer(&mut socket, session, &text)).await?,
            Turn::LookAgain => Box::pin(look_again(&mut socket, session)).await?,
        }
    }
}

/// Does what the agent asks for.
async fn answer(socket: &mut Socket<'_>, session: AgentSessionId, asked: &str) -> Result<(), Parting> {
    match frames::read(asked)? {
        AgentAsks::Watch { c, after } => watch(socket, session, c, after).await,
        AgentAsks::Unwatch { c } => {
            socket.forget(c);
            Ok(())
        }
    }
}

/// Reads the session again, and goes on or ends.
async fn look_again(socket: &mut Socket<'_>, session: AgentSessionId) -> Result<(), Parting> {
    let account = socket.seat.place.account;
    let standing = socket.app.store.read(account, move |tx| standing::of_agent(tx, session)).await;
    socket.stands(standing)
}

/// Lets an agent in, or not.
async fn enter<'a>(
    app: &'a App,
    line: &'a mut Line,
    waiting: Waiting,
) -> Result<(Socket<'a>, AgentSessionId), Parting> {
    let AgentFirst::Auth { session } = line.first(ErrorCode::SignInRequired).await?;
    let token: AgentToken =
        session.parse().map_err(|_| Close::not_authenticated(ErrorCode::SignInRequired))?;
    let session = token.session;
    let socket = arrive(app, line, token).await?;
    drop(waiting);
    Ok((socket, session))
}

/// Proves the session, takes a seat, and proves it again: an end that came between the two was told to nobody.
async fn arrive<'a>(app: &'a App, line: &'a mut Line, token: AgentToken) -> Result<Socket<'a>, Parting> {
    let (account, first) = (token.account, token.clone());
    app.read(account, move |tx| prove(tx, &first)).await.map_err(Close::refused)?;
    let seat = app.hub.seat_agent(account, token.session);
    let proved = app.read(account, move |tx| prove(tx, &token)).await.map_err(Close::refused)?;
    presence::seen(app, account, vec![proved.id]).await;

    let whom = Whom::Agent { agent: (&proved.agent).into() };
    line.say(Says::Ready { whom, expires_at: Time(proved.expires_at) }.text()).await?;
    Ok(Socket::new(app, line, seat, proved.expires_at, Hears::Read))
}

fn prove(tx: &mut Tx<'_>, token: &AgentToken) -> Step<AgentSession> {
    admission::admit_agent(tx, token)?;
    Ok(agents::find_session(tx, token.session)?.ok_or(Refused::NotSignedIn)?)
}

/// Begins to tell of a conversation: what comes from now on is in the queue, what was before is read.
async fn watch(
    socket: &mut Socket<'_>,
    session: AgentSessionId,
    c: ConversationId,
    after: i64,
) -> Result<(), Parting> {
    if !socket.seat.with(|sockets, number| sockets.agents.watch(number, c)) {
        return Err(Close::NOT_UNDERSTOOD.into());
    }
    let account = socket.seat.place.account;
    let view = socket.app.read(account, move |tx| view(tx, session, c, after)).await;
    let (standing, missed) = view.map_err(Close::refused)?;
    socket.stands(Ok(standing))?;
    if let Some(missed) = missed {
        return socket.catch_up(c, after, missed, text).await;
    }
    socket.forget(c);
    socket.line.say(Says::Resync { c }.text()).await
}

/// How the session stands, and what happened in a conversation after a number; `None` if there is no such
/// conversation.
fn view(
    tx: &mut Tx<'_>,
    session: AgentSessionId,
    c: ConversationId,
    after: i64,
) -> Step<(Standing, Option<Missed>)> {
    let standing = standing::of_agent(tx, session)?;
    let missed = match conversations::find(tx, c)? {
        Some(conversation) => Some(conversation::missed(tx, &conversation, after)?),
        None => None,
    };
    Ok((standing, missed))
}

fn text(event: &Event) -> Utf8Bytes {
    EventTexts::of(event).for_agents()
}
