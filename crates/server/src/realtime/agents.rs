//! The open sockets of an account's agents.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use bonafide_domain::{
    id::{AgentSessionId, ConversationId, TicketId},
    time::Millis,
};
use bonafide_store::events::Event;

use super::{
    close::Close,
    frames::{EventTexts, Says},
    index::Index,
    queue::{self, Full, Inlet, Item, Outlet},
};

/// How many conversations one socket may watch.
pub(super) const WATCHED: usize = 100;

/// The open sockets of an account's agents. Those that watch a conversation are found by it; for what happens seldom they are
/// searched.
#[derive(Default)]
pub(super) struct Agents {
    sockets: HashMap<u64, Socket>,
    watching: Index<ConversationId>,
    /// The inbox when it was last read.
    inbox: Option<InboxState>,
}

/// What shows that the inbox is another than it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InboxState {
    /// Which ticket is at its top, if any, and when something happened in it.
    pub(super) top: Option<(TicketId, Millis)>,
    /// How many tickets it has: one that was closed leaves it without a trace at the top.
    pub(super) live: i64,
}

struct Socket {
    session: AgentSessionId,
    /// The conversations it watches, and the last event of each that it was told of.
    watched: HashMap<ConversationId, i64>,
    outlet: Outlet,
}

impl Agents {
    pub(super) fn enter(&mut self, number: u64, session: AgentSessionId) -> Inlet {
        let (outlet, inlet) = queue::pair();
        self.sockets.insert(number, Socket { session, watched: HashMap::new(), outlet });
        inlet
    }

    /// Lets a socket go, if it is still there.
    pub(super) fn leave(&mut self, number: u64) -> Option<Outlet> {
        let Socket { watched, outlet, .. } = self.sockets.remove(&number)?;
        for c in watched.keys() {
            self.watching.remove(c, number);
        }
        Some(outlet)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    /// Tells an event to those who watch its conversation, and all that the inbox changed.
    pub(super) fn happened(&mut self, event: &Event, texts: &EventTexts<'_>) {
        let (c, n) = (event.conversation, event.seq);
        self.put_watching(c, |told| {
            *told = n;
            Some(Item::Event { c, n, text: texts.for_agents() })
        });
        self.inbox_changed();
    }

    /// The inbox is this now, as the database says: all hear of it if it was another before.
    pub(super) fn inbox_is(&mut self, inbox: InboxState) {
        if self.inbox.replace(inbox) != Some(inbox) {
            self.inbox_changed();
        }
    }

    /// Tells all that the inbox changed, now or soon.
    pub(super) fn inbox_changed(&self) {
        for socket in self.sockets.values() {
            socket.outlet.hint();
        }
    }

    /// Makes the sockets of a session read it again.
    pub(super) fn look_again(&mut self, session: AgentSessionId) {
        self.put(|socket| (socket.session == session).then_some(Item::LookAgain));
    }

    /// The conversation ends at this number, as the database says: those who watch it and were told less hear of it.
    pub(super) fn has_head(&mut self, c: ConversationId, n: i64) {
        self.put_watching(c, |told| {
            let behind = *told < n;
            behind.then(|| {
                *told = n;
                Item::Tell(Says::Head { c, n }.text())
            })
        });
    }

    /// The conversation is there no more: those who watch it read it again, and find that out.
    pub(super) fn gone(&mut self, c: ConversationId) {
        self.put_watching(c, |_| Some(Item::Tell(Says::Resync { c }.text())));
        for number in self.watching.take(&c) {
            if let Some(Socket { watched, .. }) = self.sockets.get_mut(&number) {
                watched.remove(&c);
            }
        }
    }

    /// What is known of the conversation's person is another: those who watch it read that again.
    pub(super) fn person_changed(&mut self, c: ConversationId) {
        self.put_watching(c, |_| Some(Item::Tell(Says::Person { c }.text())));
    }

    /// Watches a conversation from now on. `false` if the socket watches as many as it may.
    pub(super) fn watch(&mut self, number: u64, c: ConversationId) -> bool {
        let Some(Socket { watched, .. }) = self.sockets.get_mut(&number) else { return true };
        if watched.len() >= WATCHED && !watched.contains_key(&c) {
            return false;
        }
        if let Entry::Vacant(new) = watched.entry(c) {
            new.insert(0);
            self.watching.add(c, number);
        }
        true
    }

    pub(super) fn unwatch(&mut self, number: u64, c: ConversationId) {
        if let Some(Socket { watched, .. }) = self.sockets.get_mut(&number)
            && watched.remove(&c).is_some()
        {
            self.watching.remove(&c, number);
        }
    }

    /// The socket itself has told its client everything up to this number.
    pub(super) fn caught_up(&mut self, number: u64, c: ConversationId, n: i64) {
        if let Some(told) = self.sockets.get_mut(&number).and_then(|socket| socket.watched.get_mut(&c)) {
            *told = n.max(*told);
        }
    }

    /// The last event of each watched conversation that a socket was told of.
    pub(super) fn heads(&self, number: u64) -> impl Iterator<Item = (ConversationId, i64)> {
        self.sockets.get(&number).into_iter().flat_map(|socket| socket.watched.iter().map(|(c, n)| (*c, *n)))
    }

    /// Every socket, and the session it was opened with.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, AgentSessionId)> {
        self.sockets.iter().map(|(number, socket)| (*number, socket.session))
    }

    /// Every conversation that somebody watches.
    pub(super) fn watched(&self) -> HashSet<ConversationId> {
        self.sockets.values().flat_map(|socket| socket.watched.keys().copied()).collect()
    }

    /// Closes a socket.
    pub(super) fn close(&mut self, number: u64, close: Close) {
        if let Some(outlet) = self.leave(number) {
            outlet.close(close);
        }
    }

    /// Puts something into the queues of those who watch a conversation; `item` is given the last event of it that a socket was
    /// told of.
    fn put_watching(&mut self, c: ConversationId, mut item: impl FnMut(&mut i64) -> Option<Item>) {
        let mut slow = Vec::new();
        for number in self.watching.of(&c) {
            if let Some(Socket { watched, outlet, .. }) = self.sockets.get_mut(number)
                && let Some(item) = watched.get_mut(&c).and_then(&mut item)
                && outlet.put(item) == Err(Full)
            {
                slow.push(*number);
            }
        }
        self.close_slow(slow);
    }

    fn put(&mut self, mut item: impl FnMut(&mut Socket) -> Option<Item>) {
        let mut slow = Vec::new();
        for (number, socket) in &mut self.sockets {
            if let Some(item) = item(socket)
                && socket.outlet.put(item) == Err(Full)
            {
                slow.push(*number);
            }
        }
        self.close_slow(slow);
    }

    fn close_slow(&mut self, slow: Vec<u64>) {
        for number in slow {
            self.close(number, Close::TOO_SLOW);
        }
    }
}
