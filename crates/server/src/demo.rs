//! `bonafide serve --demo`: a made-up company to try everything out with.
//!
//! Pebblewick sells stoneware cups. It has an administrator, somebody who answers, two customers who can log in to its
//! [`shop`], and a few conversations to begin with. Nothing here goes past the rules: everything is made through the
//! use cases, so that marks and evidence in a demo are as real as anywhere.
//!
//! The passwords are known to everybody who reads this. So a demo lives in a folder of its own, is for this machine
//! alone, and an installation that is none never becomes one.

mod company;
mod conversations;
mod live_chat;
mod people;
mod portal;
mod shop;

use std::net::SocketAddr;

use axum::Router;
use bonafide_domain::id::Id;
use bonafide_store::{Done, StoreError, accounts, installation};

pub(crate) use people::{ADMINISTRATOR, AGENT};

use crate::{App, http::ApiError};
use shop::Shop;

/// The row that marks an installation as a demo.
const MARK: &str = "demo";

/// Whether this installation is a demo.
pub(crate) async fn is_demo(app: &App) -> Result<bool, StoreError> {
    let mark = app.store.read(Id::ZERO, |tx| installation::find(tx, MARK)).await?;
    Ok(mark.is_some())
}

/// Makes a demo of an installation in which nothing was founded yet. `false` if it is not empty and no demo: it stays
/// as it is.
pub(crate) async fn claim(app: &App) -> Result<bool, StoreError> {
    let claimed = app.store.write(Id::ZERO, |tx| {
        if accounts::all(tx)?.is_empty() {
            installation::insert_if_absent(tx, MARK, &[])?;
        }
        installation::find(tx, MARK).map(|mark| Done::quiet(mark.is_some()))
    });
    claimed.await
}

/// Makes whatever of the company is missing, and gives its shop, which will be reached at `address`.
///
/// The shop's signing key is made anew each time: a secret is shown once, and the shop keeps it in memory alone.
pub(crate) async fn open(app: &App, address: SocketAddr) -> Result<Router, ApiError> {
    let company = company::found(app, &format!("http://{address}")).await?;
    if company.is_new {
        conversations::hold(app, &company).await?;
    }
    Ok(Shop::new(app, company).await?.router())
}
