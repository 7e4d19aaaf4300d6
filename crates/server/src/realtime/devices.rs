//! The open sockets of an account's users.

use std::collections::HashMap;

use bonafide_domain::{
    id::{ConversationId, KeyId, SessionId, UserId},
    routing::Wait,
};
use bonafide_store::events::Event;

use super::{
    close::Close,
    frames::{EventTexts, Says},
    index::Index,
    member::Device,
    queue::{self, Full, Inlet, Item, Outlet},
};

/// How many sockets one session may have: tabs of one browser that do not share one.
pub(super) const OF_A_SESSION: usize = 20;

/// The open sockets of an account's users. Each is found by the user it acts for, so that a device hears of a
/// conversation that does not exist yet, and by its session.
#[derive(Default)]
pub(super) struct Devices {
    sockets: HashMap<u64, Socket>,
    of_user: Index<UserId>,
    of_session: Index<SessionId>,
}

struct Socket {
    device: Device,
    /// The last event that it was told of in each conversation.
    heads: Vec<(ConversationId, i64)>,
    outlet: Outlet,
}

impl Socket {
    /// It was told everything of a conversation up to this number; says whether it had been told less.
    fn told(&mut self, c: ConversationId, n: i64) -> bool {
        match self.heads.iter_mut().find(|(known, _)| *known == c) {
            Some((_, told)) if *told >= n => false,
            Some((_, told)) => {
                *told = n;
                true
            }
            None => {
                // Nearly always it is the only one.
                self.heads.reserve_exact(1);
                self.heads.push((c, n));
                true
            }
        }
    }
}

/// Which sessions something happened to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    Session(SessionId),
    User(UserId),
    Key(KeyId),
}

impl Devices {
    /// Takes a socket in, unless its session has as many as it may.
    pub(super) fn enter(&mut self, number: u64, device: Device) -> Option<Inlet> {
        if self.of_session.of(&device.session).len() >= OF_A_SESSION {
            return None;
        }
        let (outlet, inlet) = queue::pair();
        self.sockets.insert(number, Socket { device, heads: Vec::new(), outlet });
        self.of_user.add(device.user, number);
        self.of_session.add(device.session, number);
        Some(inlet)
    }

    /// Lets a socket go, if it is still there.
    pub(super) fn leave(&mut self, number: u64) -> Option<Outlet> {
        let Socket { device, outlet, .. } = self.sockets.remove(&number)?;
        self.of_user.remove(&device.user, number);
        self.of_session.remove(&device.session, number);
        Some(outlet)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    /// Tells an event to the sockets of the user whose conversation it is.
    pub(super) fn happened(&mut self, event: &Event, texts: &EventTexts<'_>) {
        let (c, n) = (event.conversation, event.seq);
        let slow = put(&mut self.sockets, self.of_user.of(&event.user), |socket| {
            socket.told(c, n);
            Some(Item::Event { c, n, text: texts.for_users() })
        });
        self.close_slow(slow);
    }

    /// Tells a user's devices of how they wait in a conversation; `None` if they do not any more.
    pub(super) fn wait(&mut self, user: UserId, c: ConversationId, wait: Option<Wait>) {
        let text = Says::Waits { c, wait: wait.map(Into::into) }.text();
        let slow = put(&mut self.sockets, self.of_user.of(&user), |_| Some(Item::Tell(text.clone())));
        self.close_slow(slow);
    }

    /// Makes the sockets of a session, a user or a key read their session again.
    pub(super) fn look_again(&mut self, whose: Whose) {
        let of_key: Vec<u64>;
        let numbers = match whose {
            Whose::Session(session) => self.of_session.of(&session),
            Whose::User(user) => self.of_user.of(&user),
            Whose::Key(key) => {
                let opened_with =
                    |(number, socket): (&u64, &Socket)| (socket.device.key == Some(key)).then_some(*number);
                of_key = self.sockets.iter().filter_map(opened_with).collect();
                &of_key
            }
        };
        let slow = put(&mut self.sockets, numbers, |_| Some(Item::LookAgain));
        self.close_slow(slow);
    }

    /// The user's conversations end at these numbers, as the database says: whoever was told less hears of it.
    pub(super) fn has_heads(&mut self, number: u64, heads: &[(ConversationId, i64)]) {
        if let Some(socket) = self.sockets.get_mut(&number) {
            // One may be another's since a merge was undone.
            socket.heads.retain(|(known, _)| heads.iter().any(|(c, _)| c == known));
        }
        let mut slow = Vec::new();
        for (c, n) in heads.iter().copied() {
            slow.extend(put(&mut self.sockets, &[number], |socket| {
                socket.told(c, n).then(|| Item::Tell(Says::Head { c, n }.text()))
            }));
        }
        self.close_slow(slow);
    }

    /// The socket itself has told its client everything up to this number.
    pub(super) fn caught_up(&mut self, number: u64, c: ConversationId, n: i64) {
        if let Some(socket) = self.sockets.get_mut(&number) {
            socket.told(c, n);
        }
    }

    /// The session was renewed, perhaps with another key.
    pub(super) fn renewed(&mut self, number: u64, key: Option<KeyId>) {
        if let Some(socket) = self.sockets.get_mut(&number) {
            socket.device.key = key;
        }
    }

    /// Whom a socket acts for.
    pub(super) fn device(&self, number: u64) -> Option<Device> {
        Some(self.sockets.get(&number)?.device)
    }

    /// The last event that a socket was told of in each conversation.
    pub(super) fn heads(&self, number: u64) -> &[(ConversationId, i64)] {
        self.sockets.get(&number).map_or(&[], |socket| &socket.heads)
    }

    /// Every socket, and whom it acts for.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, Device)> {
        self.sockets.iter().map(|(number, socket)| (*number, socket.device))
    }

    /// Closes a socket.
    pub(super) fn close(&mut self, number: u64, close: Close) {
        if let Some(outlet) = self.leave(number) {
            outlet.close(close);
        }
    }

    fn close_slow(&mut self, slow: Vec<u64>) {
        for number in slow {
            self.close(number, Close::TOO_SLOW);
        }
    }
}

/// Puts something into the queues of some sockets, and says which of them have no more room.
fn put(
    sockets: &mut HashMap<u64, Socket>,
    numbers: &[u64],
    mut item: impl FnMut(&mut Socket) -> Option<Item>,
) -> Vec<u64> {
    let mut slow = Vec::new();
    for number in numbers {
        if let Some(socket) = sockets.get_mut(number)
            && let Some(item) = item(socket)
            && socket.outlet.put(item) == Err(Full)
        {
            slow.push(*number);
        }
    }
    slow
}
