//! The socket of a user's device (`docs/reference/protocol.md`).

use std::{collections::HashMap, convert::Infallible};

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::{
    id::{ConversationId, UserId},
    time::Millis,
};
use bonafide_store::{StoreError, Tx, conversations, events::Event, users};

use super::{
    close::{Close, Parting},
    frames::{self, ClientAsks, ClientFirst, EventTexts, Says, Whom},
    gate::Waiting,
    line::Line,
    member::Device,
    socket::{Socket, Turn},
    standing,
    told::Hears,
};
use crate::{
    App,
    http::ErrorCode,
    secrets::SessionToken,
    use_cases::{
        Step, admission,
        conversation::{self, Missed},
    },
    wire::{
        Time,
        client::{Head, User},
    },
};

/// Serves a socket from its first frame to its end. `waiting` is given up once it is proved who is there.
pub(super) async fn serve(app: App, mut line: Box<Line>, waiting: Waiting) {
    let Err(parting) = talk(&app, &mut line, waiting).await;
    Box::pin(line.end(parting)).await;
}

async fn talk(app: &App, line: &mut Line, waiting: Waiting) -> Result<Infallible, Parting> {
    let (mut socket, token) = Box::pin(enter(app, line, waiting)).await?;
    loop {
        match socket.turn().await? {
            Turn::Said(text) => match frames::read(&text)? {
                ClientAsks::Post(asked) => socket.posts.begin(app, token.clone(), asked),
            },
            Turn::LookAgain => Box::pin(look_again(&mut socket)).await?,
        }
    }
}

/// Reads the session again, and goes on or ends.
async fn look_again(socket: &mut Socket<'_>) -> Result<(), Parting> {
    let account = socket.seat.place.account;
    let Some(device) = socket.seat.with(|sockets, number| sockets.devices.device(number)) else {
        return Ok(()); // closed by the hub: how, is the last in the queue
    };
    let standing = socket.app.store.read(account, move |tx| standing::of_device(tx, &device)).await;
    socket.stands(standing)
}

/// Lets a device in, or not.
async fn enter<'a>(
    app: &'a App,
    line: &'a mut Line,
    waiting: Waiting,
) -> Result<(Socket<'a>, SessionToken), Parting> {
    let ClientFirst::Auth { session, heads } = line.first(ErrorCode::SessionMissing).await?;
    let token: SessionToken =
        session.parse().map_err(|_| Close::not_authenticated(ErrorCode::SessionMissing))?;
    let socket = arrive(app, line, token.clone(), heads).await?;
    drop(waiting);
    Ok((socket, token))
}

/// Proves the session, takes a seat, and only then reads what the client missed: whatever happens after that view
/// of the data is in the queue, and what the queue holds of it is not told twice (details 21).
async fn arrive<'a>(
    app: &'a App,
    line: &'a mut Line,
    token: SessionToken,
    heads: HashMap<ConversationId, i64>,
) -> Result<Socket<'a>, Parting> {
    let (account, proved) = (token.account, token.clone());
    let proving = app.read(account, move |tx| prove(tx, &proved)).await;
    let (device, until) = proving.map_err(Close::refused)?;
    let seat = app.hub.seat_device(account, device).ok_or(Close::later(ErrorCode::RateLimited))?;
    let arriving = app.read(account, move |tx| find(tx, &token, device.user, &heads)).await;
    let Arrival { user, heads, missed } = arriving.map_err(Close::refused)?;

    let theirs: Vec<_> = heads.iter().map(|head| head.id).collect();
    let conversation = heads.first().copied();
    let conversations = if heads.len() > 1 { heads } else { Vec::new() };
    let whom = Whom::User { user, conversation, conversations };
    let ready = Says::Ready { whom, expires_at: Time(until) };
    line.say(ready.text()).await?;
    let mut socket = Socket::new(app, line, seat, until, Hears::All);
    for (c, after, missed) in missed {
        socket.catch_up(c, after, missed, text).await?;
    }
    // What others of the line were told when it was last looked at.
    let waits: Vec<_> = socket
        .seat
        .with(|sockets, _| theirs.iter().filter_map(|c| Some((*c, sockets.waits.of(*c)?))).collect());
    for (c, wait) in waits {
        socket.line.say(Says::Waits { c, wait: Some(wait.into()) }.text()).await?;
    }
    Ok(socket)
}

fn prove(tx: &mut Tx<'_>, token: &SessionToken) -> Step<(Device, Millis)> {
    let actor = admission::admit(tx, token)?;
    let device = Device {
        session: actor.session(),
        secret_hash: token.secret.hash(),
        user: actor.user(),
        key: actor.proof().and_then(|proof| proof.key),
    };
    Ok((device, actor.expires_at()))
}

/// What a device finds when it comes.
struct Arrival {
    user: User,
    /// The user's conversations, the one last written to first.
    heads: Vec<Head>,
    /// Of those that the device names, or else of the first: how far the device had read it, and what happened since.
    missed: Vec<(ConversationId, i64, Missed)>,
}

/// Of how many conversations at most a device is told event by event what it missed. Of all others it hears how far they go.
const CAUGHT_UP: usize = 5;

fn find(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    seated_as: UserId,
    heads: &HashMap<ConversationId, i64>,
) -> Step<Arrival> {
    let actor = admission::admit(tx, token)?;
    let id = actor.user();
    if id != seated_as {
        return Err(StoreError::Busy.into()); // merged meanwhile: the client connects again
    }
    let user = User {
        id: actor.author(),
        external_id: users::find_external_id(tx, actor.author())?,
        name: users::find(tx, actor.author())?.and_then(|user| user.name),
    };
    let theirs = conversations::of_user(tx, id)?;
    let named = theirs.iter().filter_map(|theirs| Some((theirs, *heads.get(&theirs.id)?)));
    let mut read: Vec<_> = named.take(CAUGHT_UP).collect();
    if read.is_empty() {
        read.extend(theirs.first().map(|latest| (latest, 0)));
    }
    let mut missed = Vec::new();
    for (conversation, after) in read {
        missed.push((conversation.id, after, conversation::missed(tx, conversation, after)?));
    }
    Ok(Arrival { user, heads: theirs.iter().map(Head::from).collect(), missed })
}

fn text(event: &Event) -> Utf8Bytes {
    EventTexts::of(event).for_users()
}
