//! What is told as it happens: the two kinds of sockets, and the hub that knows those that are open.
//!
//! The numbered log of events in the database is the truth (details 17). The store's announcements are hints that
//! reach the [`Hub`] after each commit; losing one costs time and never a message or a right:
//!
//! - a client that sees a gap in the numbers asks for what it missed;
//! - a hint that a session changed makes its sockets read the session again, and what they read decides;
//! - [`recheck`](recheck::recheck) reads every session and every head again, so that what no hint told is found
//!   within `sessions.recheck_seconds` (details 8).
//!
//! On the way of a socket: [`upgrade`] takes the request, [`client`] or [`agent`] asks for the proof and brings the
//! socket up to date, [`socket`] is what both do from then on, [`line`] is the WebSocket itself, [`seat`] is the
//! socket's place in the hub, with the [`queue`] of what it has to tell, and [`posts`] is what a device writes on it.
//!
//! Most sockets are idle, and what each of them holds is held ten thousand times. So whatever a socket does once, or
//! now and then, has its room on the heap for as long as it does it, and an idle one holds its session's place, one
//! timer and the WebSocket.

mod agent;
mod agents;
mod client;
mod close;
mod devices;
mod frames;
mod gate;
mod hub;
mod index;
mod line;
mod member;
mod posts;
mod presence;
mod queue;
pub mod recheck;
mod rest;
mod seat;
mod socket;
mod standing;
mod times;
mod told;
pub mod upgrade;
pub mod waits;

pub use hub::Hub;

use crate::App;

/// Starts what the sockets need besides themselves: the task that passes the store's news on, the one that checks
/// all sockets again and again, the one that tells people how they wait, and the one that tells sockets when the process ends. Called within the runtime, before
/// connections are accepted.
pub fn start(app: &App) {
    let hub = app.hub.clone();
    tokio::spawn(async move { hub.listen().await });
    tokio::spawn(recheck::again_and_again(app.clone()));
    tokio::spawn(waits::again_and_again(app.clone()));
    tokio::spawn(move_at_the_end(app.clone()));
}

/// Waits until the process is about to end, and tells every socket to connect again elsewhere. One task waits for
/// all of them.
pub async fn move_at_the_end(app: App) {
    app.shutdown.watch().begun().await;
    app.hub.move_all();
}
