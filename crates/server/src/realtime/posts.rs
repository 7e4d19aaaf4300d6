//! What a device posts on its socket: the messages under way, and their answers.
//!
//! Nothing is decided here. A frame is handed over as a request is, and its answer says what became of it.

use std::{
    collections::VecDeque,
    future::poll_fn,
    task::{Context, Poll, ready},
};

use axum::extract::ws::Utf8Bytes;
use futures_util::FutureExt;

use super::frames::Answer;
use crate::{
    App,
    http::ApiError,
    posting::{self, Posting},
    secrets::SessionToken,
    use_cases::{Stop, post_message::Taken},
    wire::client::Post,
};

/// How many messages of one socket may be under way at once. What comes beyond them stays in the connection until one
/// is answered, so that a flood fills its sender's own buffers.
pub(super) const UNDER_WAY: usize = 16;

/// The messages of a socket that are under way, in the order in which they came.
///
/// Thousands of sockets post nothing: without messages there is no room for them.
#[derive(Default)]
pub(super) struct Posts(VecDeque<UnderWay>);

struct UnderWay {
    client_id: String,
    fate: Fate,
}

/// What becomes of a message.
enum Fate {
    /// It was not handed over.
    Refused(ApiError),
    /// The store has it.
    Handed(Posting),
}

impl Posts {
    /// Whether another may begin.
    pub(super) fn have_room(&self) -> bool {
        self.0.len() < UNDER_WAY
    }

    /// Hands a message over.
    pub(super) fn begin(&mut self, app: &App, token: SessionToken, asked: Post) {
        let client_id = asked.client_id.clone();
        let fate = posting::begin(app, token, asked).map_or_else(Fate::Refused, Fate::Handed);
        self.0.push_back(UnderWay { client_id, fate });
    }

    /// The next answer. Nothing is lost if this future is dropped before it ends; it does not end while nothing is
    /// under way.
    pub(super) async fn next(&mut self) -> Utf8Bytes {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next answer, if it is there.
    pub(super) fn at_hand(&mut self) -> Option<Utf8Bytes> {
        self.next().now_or_never()
    }

    /// Answers go out in the order in which the messages came: a commit that several share wakes the socket once.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Utf8Bytes> {
        let Some(first) = self.0.front_mut() else { return Poll::Pending };
        let outcome = ready!(first.fate.poll(context));
        let answer = Answer::of(&first.client_id, &outcome).text();
        self.0.pop_front();
        if self.0.is_empty() {
            self.0 = VecDeque::new();
        }
        Poll::Ready(answer)
    }
}

impl Fate {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Taken, ApiError>> {
        Poll::Ready(match self {
            Self::Refused(error) => Err(error.clone()),
            Self::Handed(posting) => match ready!(posting.poll_unpin(context)) {
                Ok(outcome) => outcome.map_err(|refused| Stop::Refused(refused).into()),
                Err(error) => Err(error.into()),
            },
        })
    }
}
