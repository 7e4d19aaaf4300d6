//! Mail that leaves (EML-11): what is due is found in the data, handed to the mail server, and how that ended is kept.
//!
//! A mail is sent at least once. It is claimed before it is sent, so that no two servers send it at a time; a server that ends
//! between sending it and keeping that leaves it to be sent again, with the same `Message-ID`.

mod letter;
mod relay;

use bonafide_domain::{
    follow_up::Obstacle,
    id::{AccountId, Id},
};
use bonafide_store::accounts;

pub use letter::{Letter, NotWritable};
pub use relay::{Mailer, NotUsable};

use crate::{
    App,
    use_cases::{
        Stop,
        send_follow_ups::{self, Due},
    },
};

/// Sends what is due in every account. What hinders one hinders nothing else, unless it hinders all.
pub async fn all(app: &App) {
    let accounts = match app.store.read(Id::ZERO, accounts::all).await {
        Ok(accounts) => accounts,
        Err(error) => return tracing::warn!(%error, "mail could not look for accounts"),
    };
    for account in accounts {
        match of_account(app, account).await {
            Ok(()) => {}
            Err(Stop::Refused(refused)) => tracing::error!(?refused, "sending mail was refused"),
            Err(Stop::Store(error)) => tracing::warn!(%error, "mail goes on later"),
        }
    }
}

async fn of_account(app: &App, account: AccountId) -> Result<(), Stop> {
    loop {
        let letter = match app.write(account, send_follow_ups::claim).await? {
            Due::Nothing => return Ok(()),
            Due::More => continue,
            Due::Letter(letter) => letter,
        };
        let (message, attempt) = (letter.message, letter.attempt);
        let outcome = app.mailer.send(&letter).await;
        app.write(account, move |tx| send_follow_ups::settle(tx, message, attempt, outcome)).await?;
        if outcome.is_err_and(Obstacle::is_everyones) {
            return Ok(());
        }
    }
}
