//! The hub: news of the store goes in, and comes out at the sockets it concerns.

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use bonafide_domain::id::{AccountId, AgentSessionId};
use bonafide_store::{Announce, Announcement};
use tokio::sync::{Notify, mpsc};

use super::{
    agents::Agents,
    devices::{Devices, Whose},
    frames::EventTexts,
    gate::Gate,
    member::Device,
    queue::Inlet,
    seat::{Place, Seat},
    waits::Waits,
};

/// How much news may wait to be passed on. Beyond that it is dropped, and the sockets are checked instead.
const NEWS: usize = 65_536;

/// The registry of this node's sockets. Clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

type News = (AccountId, Vec<Announcement>);

struct Inner {
    accounts: Mutex<HashMap<AccountId, Sockets>>,
    numbers: AtomicU64,
    gate: Gate,
    news: mpsc::Sender<News>,
    waiting: tokio::sync::Mutex<mpsc::Receiver<News>>,
    lost: Arc<Notify>,
    /// Whether the process is about to end.
    moving: AtomicBool,
}

/// The open sockets of one account.
#[derive(Default)]
pub(super) struct Sockets {
    pub(super) devices: Devices,
    pub(super) agents: Agents,
    pub(super) waits: Waits,
}

impl Default for Hub {
    fn default() -> Self {
        let (news, waiting) = mpsc::channel(NEWS);
        Self(Arc::new(Inner {
            accounts: Mutex::default(),
            numbers: AtomicU64::default(),
            gate: Gate::default(),
            news,
            waiting: tokio::sync::Mutex::new(waiting),
            lost: Arc::default(),
            moving: AtomicBool::default(),
        }))
    }
}

impl Hub {
    /// Where the store puts its news. It never waits: what there is no room for is dropped, and all sockets are
    /// checked instead.
    pub fn announce(&self) -> Announce {
        let (news, lost) = (self.0.news.clone(), Arc::clone(&self.0.lost));
        Arc::new(move |account, announcements| {
            if news.try_send((account, announcements)).is_err() {
                lost.notify_one();
            }
        })
    }

    /// Passes the store's news on, in its order, for as long as the process runs.
    pub async fn listen(&self) {
        let mut waiting = self.0.waiting.lock().await;
        while let Some((account, announcements)) = waiting.recv().await {
            for announcement in &announcements {
                self.tell(account, announcement);
            }
        }
    }

    /// Waits until news was dropped.
    pub(super) async fn lost(&self) {
        self.0.lost.notified().await;
    }

    /// Passes one piece of news on to the sockets it concerns.
    pub(super) fn tell(&self, account: AccountId, announcement: &Announcement) {
        let mut accounts = self.accounts_locked();
        let Some(Sockets { devices, agents, .. }) = accounts.get_mut(&account) else { return };
        match announcement {
            Announcement::Happened(event) => {
                let texts = EventTexts::of(event);
                devices.happened(event, &texts);
                agents.happened(event, &texts);
            }
            Announcement::SessionRenewed(session) => devices.look_again(Whose::Session(*session)),
            // Whose session has ended has another mark in the inbox.
            Announcement::SessionEnded(session) => {
                devices.look_again(Whose::Session(*session));
                agents.inbox_changed();
            }
            Announcement::UserEnded(user) | Announcement::UserMoved(user) => {
                devices.look_again(Whose::User(*user));
                agents.inbox_changed();
            }
            Announcement::KeyEnded(key) => {
                devices.look_again(Whose::Key(*key));
                agents.inbox_changed();
            }
            Announcement::ConversationErased(conversation) => {
                agents.gone(*conversation);
                agents.inbox_changed();
            }
            Announcement::PersonChanged(conversation) => agents.person_changed(*conversation),
            Announcement::AgentSessionEnded(session) => agents.look_again(*session),
            // Whoever gives tickets out was told before it came here.
            Announcement::WorkChanged => {}
        }
    }

    /// Those who have not proved who they are yet.
    pub(super) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// Gives a user's device a seat, unless its session has as many as it may.
    pub(super) fn seat_device(&self, account: AccountId, device: Device) -> Option<Seat> {
        let place = self.place(account);
        let inlet = self.with(account, |sockets| sockets.devices.enter(place.number, device))?;
        Some(self.seated(place, inlet))
    }

    /// Gives an agent a seat.
    pub(super) fn seat_agent(&self, account: AccountId, session: AgentSessionId) -> Seat {
        let place = self.place(account);
        let inlet = self.with(account, |sockets| sockets.agents.enter(place.number, session));
        self.seated(place, inlet)
    }

    fn seated(&self, place: Place, inlet: Inlet) -> Seat {
        if self.0.moving.load(Ordering::SeqCst) {
            self.leave(place);
        }
        Seat { hub: self.clone(), place, inlet }
    }

    /// Frees a seat.
    pub(super) fn leave(&self, place: Place) {
        self.with(place.account, |sockets| {
            sockets.devices.leave(place.number);
            sockets.agents.leave(place.number);
        });
    }

    /// Tells every socket to connect again elsewhere: those that have a seat, and those that take one from now on.
    pub(super) fn move_all(&self) {
        self.0.moving.store(true, Ordering::SeqCst);
        // Whose outlet is gone moves.
        let all = mem::take(&mut *self.accounts_locked());
        drop(all);
    }

    /// The accounts that have sockets.
    pub(super) fn accounts(&self) -> Vec<AccountId> {
        self.accounts_locked().keys().copied().collect()
    }

    /// Does something with an account's sockets. It must be quick: everyone else waits.
    pub(super) fn with<T>(&self, account: AccountId, act: impl FnOnce(&mut Sockets) -> T) -> T {
        let mut accounts = self.accounts_locked();
        let sockets = accounts.entry(account).or_default();
        let done = act(sockets);
        if sockets.devices.is_empty() && sockets.agents.is_empty() {
            accounts.remove(&account);
        }
        done
    }

    fn accounts_locked(&self) -> MutexGuard<'_, HashMap<AccountId, Sockets>> {
        self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, account: AccountId) -> Place {
        Place { account, number: self.0.numbers.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Seat {
    /// Does something with the sockets of this seat's account, and its own number among them.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut Sockets, u64) -> T) -> T {
        self.hub.with(self.place.account, |sockets| act(sockets, self.place.number))
    }
}
