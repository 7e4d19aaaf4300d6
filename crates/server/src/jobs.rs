//! What is done without anybody asking, or after they were answered: erasures (RES-11), logs that are kept for a set time
//! (SEE-6), solved tickets that close (TKT-1), secrets that are at their end (CHT-1), mail that leaves (EML-11), tickets that
//! are routed and given out (ROU).
//!
//! What is to be done is found in the data itself, so nothing is lost when the process ends, and the next one goes on.
//! Each piece is a transaction of its own that takes at most some milliseconds, and everybody else's come between two of
//! them (details 14).

use std::{sync::Arc, time::Duration};

use bonafide_domain::id::{AccountId, Id};
use bonafide_store::{Done, Tx, accounts};
use futures_util::future::BoxFuture;
use tokio::{sync::Notify, time::MissedTickBehavior};

use crate::{
    App, mail, routing,
    use_cases::{
        Rest, Step, Stop, chat_secrets::wipe_piece, close_solved::close_solved, codes, erase::erase_piece,
        retention::forget_piece,
    },
};

/// How often it is looked for work that nobody has told of.
const EVERY: Duration = Duration::from_secs(60);

/// Tells that there is work. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Jobs(Arc<Notify>);

impl Jobs {
    /// There is work that should not wait for a minute.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits until there is.
    pub(crate) async fn told(&self) {
        self.0.notified().await;
    }
}

/// Does what is due, again and again until the process ends. Called within the runtime.
pub fn start(app: &App) {
    tokio::spawn(again_and_again(app.clone(), app.jobs.clone(), |app| Box::pin(all(app))));
    // By itself, since a mail server may be slow.
    tokio::spawn(again_and_again(app.clone(), app.mail_jobs.clone(), |app| Box::pin(mail::all(app))));
    // By itself, since somebody waits for it; and besides what there is to hear of.
    tokio::spawn(routing::listen(app.clone()));
    tokio::spawn(again_and_again(app.clone(), Jobs::default(), |app| Box::pin(routing::all(app))));
}

/// All the work that is due of one kind.
type Round = for<'a> fn(&'a App) -> BoxFuture<'a, ()>;

async fn again_and_again(app: App, told: Jobs, round: Round) {
    let mut stopping = app.shutdown.watch();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = told.told() => {}
            () = stopping.begun() => return,
        }
        tokio::select! {
            () = round(&app) => {}
            () = stopping.begun() => return,
        }
    }
}

/// Does what is due in every account. What fails is tried again the next time, and keeps nothing else from being done.
pub async fn all(app: &App) {
    let accounts = match app.store.read(Id::ZERO, accounts::all).await {
        Ok(accounts) => accounts,
        Err(error) => return tracing::warn!(%error, "jobs could not look for accounts"),
    };
    for account in accounts {
        to_the_end(app, account, "erasures", erase_piece).await;
        to_the_end(app, account, "retention", forget_piece).await;
        to_the_end(app, account, "solved tickets", close_solved).await;
        to_the_end(app, account, "ended secrets", wipe_piece).await;
        to_the_end(app, account, "old codes", codes::forget_piece).await;
    }
}

/// Does one kind of work piece by piece until nothing is left.
async fn to_the_end(
    app: &App,
    account: AccountId,
    job: &'static str,
    piece: fn(&mut Tx<'_>) -> Step<Done<Rest>>,
) {
    loop {
        match app.write(account, piece).await {
            Ok(Rest::More) => {}
            Ok(Rest::Nothing) => return,
            Err(Stop::Refused(refused)) => {
                return tracing::error!(job, ?refused, "a job was refused what it does");
            }
            Err(Stop::Store(error)) => return tracing::warn!(job, %error, "a job goes on later"),
        }
    }
}
