//! What both kinds of sockets do once it is proved who is there.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::{id::ConversationId, time::Millis};
use bonafide_store::{StoreError, events::Event};

use super::{
    close::{Close, Parting},
    frames::Says,
    line::{Heard, Line},
    posts::Posts,
    queue::Item,
    seat::Seat,
    standing::Standing,
    told::{Hears, Told},
};
use crate::{App, http::ApiError, use_cases::conversation::Missed};

/// A socket with a seat in the hub.
pub(super) struct Socket<'a> {
    pub(super) app: &'a App,
    pub(super) line: &'a mut Line,
    pub(super) seat: Seat,
    /// What was posted on it and is not answered yet; nothing on an agent's.
    pub(super) posts: Posts,
    told: Told,
}

/// What the two kinds of sockets do differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// The client said something.
    Said(Utf8Bytes),
    /// The session is to be read again: something happened to it, or its end has come.
    LookAgain,
}

impl<'a> Socket<'a> {
    pub(super) fn new(app: &'a App, line: &'a mut Line, seat: Seat, until: Millis, hears: Hears) -> Self {
        line.ends_in(from_now(app, until));
        Self { app, line, seat, posts: Posts::default(), told: Told::nothing(hears) }
    }

    /// Tells what is to be told, until it is the kind's turn. All that waits goes out with one write. While as much as
    /// may be is under way, nothing more is heard.
    pub(super) async fn turn(&mut self) -> Result<Turn, Parting> {
        loop {
            let item = if let Some(item) = self.seat.inlet.at_hand() {
                item?
            } else if let Some(answer) = self.posts.at_hand() {
                self.line.begin_to_say(answer).await?;
                continue;
            } else {
                self.line.flush().await?;
                tokio::select! {
                    biased;
                    heard = self.line.next(), if self.posts.have_room() => match heard? {
                        Heard::Text(text) => return Ok(Turn::Said(text)),
                        Heard::End => return Ok(Turn::LookAgain),
                        Heard::Beat => {
                            Box::pin(self.beat()).await?;
                            continue;
                        }
                    },
                    answer = self.posts.next() => {
                        self.line.begin_to_say(answer).await?;
                        continue;
                    }
                    item = self.seat.inlet.next() => item?,
                }
            };
            match item {
                Item::Event { c, n, .. } if !self.told.lacks(c, n) => {}
                Item::Event { text, .. } | Item::Tell(text) => self.line.begin_to_say(text).await?,
                Item::LookAgain => {
                    self.line.flush().await?;
                    return Ok(Turn::LookAgain);
                }
            }
        }
    }

    /// Shows what no event did: how far each conversation goes.
    async fn beat(&mut self) -> Result<(), Parting> {
        self.line.begin_to_ping().await?;
        let heads: Vec<_> = self.seat.with(|sockets, number| {
            sockets.devices.heads(number).iter().copied().chain(sockets.agents.heads(number)).collect()
        });
        for (c, n) in heads {
            self.line.begin_to_say(Says::Head { c, n }.text()).await?;
        }
        Ok(())
    }

    /// Goes on or ends, as the session stands. If it cannot be read, the client has to prove it anew.
    pub(super) fn stands(&mut self, read: Result<Standing, StoreError>) -> Result<(), Parting> {
        match read {
            Ok(Standing::Counts { until, key }) => {
                self.seat.with(|sockets, number| sockets.devices.renewed(number, key));
                self.line.ends_in(from_now(self.app, until));
                Ok(())
            }
            Ok(Standing::Over(close)) => Err(close.into()),
            Err(error) => Err(Close::later(ApiError::from(error).code()).into()),
        }
    }

    /// Tells nothing more of a conversation that was watched, not even what is in the queue already.
    pub(super) fn forget(&mut self, c: ConversationId) {
        self.told.forget(c);
        self.seat.with(|sockets, number| sockets.agents.unwatch(number, c));
    }

    /// Tells the events of a conversation that the client missed, or that they are too many.
    pub(super) async fn catch_up(
        &mut self,
        c: ConversationId,
        after: i64,
        missed: Missed,
        text: impl Fn(&Event) -> Utf8Bytes,
    ) -> Result<(), Parting> {
        let Missed { events, head } = missed;
        let all = events.filter(|events| events.last().map_or(after, |last| last.seq) >= head);
        match all {
            Some(events) => {
                for event in &events {
                    self.line.begin_to_say(text(event)).await?;
                }
            }
            None => self.line.begin_to_say(Says::Resync { c }.text()).await?,
        }
        self.line.flush().await?;
        self.told.up_to(c, head);
        self.seat.with(|sockets, number| {
            sockets.devices.caught_up(number, c, head);
            sockets.agents.caught_up(number, c, head);
        });
        Ok(())
    }
}

fn from_now(app: &App, until: Millis) -> Duration {
    let millis = until.since(app.now()).as_millis();
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
