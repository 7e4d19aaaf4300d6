//! A world as it is told without its names: two worlds that differ in nothing but who is called what are told alike.

use std::{
    collections::{BTreeMap, VecDeque},
    hash::{Hash, Hasher},
    mem,
};

use bonafide_domain::{
    id::{ConversationId, DeviceId, EvidenceId, MessageId, SessionId, TicketId, UserId},
    limits,
    time::{Millis, Span},
};

use crate::{Client, E, Party, World, X};

/// Longer ago than anything asks.
const BEYOND: Span = Span::millis(limits::JOIN_WITHIN.as_millis() + 1);

/// Something with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    User(UserId),
    Device(DeviceId),
    Session(SessionId),
    Evidence(EvidenceId),
    Conversation(ConversationId),
    Message(MessageId),
    Ticket(TicketId),
    X(X),
    E(E),
}

/// Tells a world: each thing gets its number when it is first spoken of.
struct Tale<'a, H> {
    world: &'a World,
    hasher: &'a mut H,
    numbers: BTreeMap<Thing, u16>,
    untold: VecDeque<Thing>,
}

/// Tells a world to a hasher.
pub(super) fn describe<H: Hasher>(world: &World, hasher: &mut H) {
    let mut tale = Tale { world, hasher, numbers: BTreeMap::new(), untold: VecDeque::new() };
    tale.say(world.kept.policy as u8);
    let mut clients: Vec<&Client> = world.clients.iter().collect();
    clients.sort_by_key(|client| looks(world, client));
    for client in clients {
        tale.client(client);
    }
    tale.rest();
}

/// What tells browsers apart without names. Those that look alike are told in any order: that is a missed chance to see
/// that two worlds are one, and no mistake.
fn looks(world: &World, client: &Client) -> (bool, bool, bool, bool, u8, Option<bool>, usize) {
    let session = client.session.map(|id| &world.kept.sessions[id]);
    let ended = session.map_or(0, |kept| kept.session.ended.map_or(1, |why| 2 + why as u8));
    let proof = session.map(|kept| kept.session.proof.is_some());
    let messages = world.kept.messages.rows().filter_map(|message| message.written);
    let wrote = messages.filter(|written| Some(written.session) == client.session).count();
    (
        client.session.is_some(),
        client.user.is_some(),
        client.signed_in,
        client.draft.is_some(),
        ended,
        proof,
        wrote,
    )
}

impl<H: Hasher> Tale<'_, H> {
    fn say(&mut self, value: impl Hash) {
        value.hash(self.hasher);
    }

    /// Speaks of a thing by its number.
    fn name(&mut self, thing: Thing) {
        let next = u16::try_from(self.numbers.len()).expect("a small world");
        let number = *self.numbers.entry(thing).or_insert_with(|| {
            self.untold.push_back(thing);
            next
        });
        self.say(number);
    }

    fn maybe<T>(&mut self, thing: Option<T>, kind: fn(T) -> Thing) {
        self.say(thing.is_some());
        if let Some(thing) = thing {
            self.name(kind(thing));
        }
    }

    fn client(&mut self, client: &Client) {
        self.maybe(client.session, Thing::Session);
        self.maybe(client.user, Thing::User);
        self.say((client.signed_in, client.draft.is_some()));
        if let Some(draft) = client.draft {
            self.name(Thing::User(draft.as_user));
            self.name(Thing::Session(draft.under));
            self.say(draft.authenticated);
        }
    }

    /// Everything that was spoken of, then whatever is left in the order in which it was made.
    fn rest(&mut self) {
        let kept = &self.world.kept;
        self.told();
        for (x, _) in &kept.external_ids {
            self.left(Thing::X(*x));
        }
        for identity in &kept.identities {
            self.left(Thing::E(identity.e));
        }
        for (id, _) in kept.sessions.iter() {
            self.left(Thing::Session(id));
        }
        for (id, _) in kept.messages.iter() {
            self.left(Thing::Message(id));
        }
        for (id, _) in kept.tickets.iter() {
            self.left(Thing::Ticket(id));
        }
        for (e, x) in &kept.conflicts {
            self.name(Thing::E(*e));
            self.name(Thing::X(*x));
        }
        self.told();
    }

    fn left(&mut self, thing: Thing) {
        if !self.numbers.contains_key(&thing) {
            self.name(thing);
            self.told();
        }
    }

    fn told(&mut self) {
        while let Some(thing) = self.untold.pop_front() {
            match thing {
                Thing::User(id) => self.user(id),
                Thing::Device(id) => self.say(("device", self.world.kept.devices[id])),
                Thing::Session(id) => self.session(id),
                Thing::Evidence(id) => self.evidence(id),
                Thing::Conversation(id) => self.conversation(id),
                Thing::Message(id) => self.message(id),
                Thing::Ticket(id) => self.ticket(id),
                Thing::X(x) => self.external_id(x),
                Thing::E(e) => self.address(e),
            }
        }
    }

    fn user(&mut self, id: UserId) {
        let kept = &self.world.kept;
        let user = kept.users[id];
        // Of the moment from which on tokens are accepted only matters whether there is one: none of the model's says when
        // it was issued.
        self.say(("user", user.state as u8, user.banned, user.tokens_from.is_some()));
        self.name(Thing::User(user.root));
        self.maybe(kept.external_id(id), Thing::X);
        for identity in kept.identities.iter().filter(|identity| identity.user == id) {
            self.name(Thing::E(identity.e));
        }
        if let Some(conversation) = kept.conversation_of(id) {
            self.name(Thing::Conversation(conversation));
        }
    }

    fn session(&mut self, id: SessionId) {
        let kept = &self.world.kept.sessions[id];
        let session = &kept.session;
        let holds = self.world.kept.around(kept).epochs_hold;
        let truth = &self.world.truth;
        let until = truth.until.get(&id).map(|until| left(*until, self.world.now));
        self.say(("session", session.ended.map(|why| why as u8), holds, truth.over.contains(&id), until));
        self.say(left(session.expires_at, self.world.now));
        self.name(Thing::Device(session.device));
        self.name(Thing::User(session.user));
        self.maybe(session.proof.map(|proof| proof.evidence), Thing::Evidence);
        self.maybe(truth.names.get(&id).copied(), Thing::X);
        for (_, x) in truth.shared.iter().filter(|(session, _)| *session == id) {
            self.name(Thing::X(*x));
        }
    }

    fn evidence(&mut self, id: EvidenceId) {
        let evidence = self.world.kept.evidence[id];
        self.say(("evidence", evidence.email.map(|(_, says)| says as u8)));
        self.name(Thing::User(evidence.user));
        self.name(Thing::Session(evidence.session));
        self.name(Thing::X(evidence.x));
        self.maybe(evidence.email.map(|(e, _)| e), Thing::E);
    }

    fn conversation(&mut self, id: ConversationId) {
        let kept = &self.world.kept;
        let conversation = kept.conversations[id];
        self.say(("conversation", conversation.messages));
        self.name(Thing::User(conversation.user));
        self.name(Thing::Conversation(conversation.root));
        for (message, _) in kept.messages.iter().filter(|(_, message)| message.conversation == id) {
            self.name(Thing::Message(message));
        }
        for (ticket, _) in kept.tickets.iter().filter(|(_, ticket)| ticket.conversation == id) {
            self.name(Thing::Ticket(ticket));
        }
    }

    fn message(&mut self, id: MessageId) {
        let message = self.world.kept.messages[id];
        let origin = self.world.truth.origins.get(&id).copied();
        // Beyond half an hour it is one how long ago it was.
        let ago = self.world.now.since(message.at).min(BEYOND);
        self.say(("message", ago, message.written.is_some()));
        self.name(Thing::Conversation(message.conversation));
        if let Some(written) = message.written {
            self.name(Thing::User(written.author));
            self.name(Thing::Session(written.session));
            self.maybe(written.evidence, Thing::Evidence);
        }
        if let Some(origin) = origin {
            self.party(origin.typed);
            self.party(origin.sent);
        }
    }

    fn party(&mut self, party: Party) {
        match party {
            Party::Holder(session) => self.name(Thing::Session(session)),
            Party::Named(x) => self.name(Thing::X(x)),
        }
    }

    fn ticket(&mut self, id: TicketId) {
        let ticket = self.world.kept.tickets[id];
        self.say(("ticket", ticket.status as u8, ticket.priority));
        self.name(Thing::User(ticket.requester));
        self.name(Thing::Conversation(ticket.conversation));
        self.maybe(ticket.merged_into, Thing::Ticket);
    }

    fn external_id(&mut self, x: X) {
        self.say("external id");
        let held = self.world.kept.external_ids.iter().find(|(held, _)| *held == x);
        self.maybe(held.map(|(_, user)| *user), Thing::User);
        self.maybe(self.world.truth.first_holder.get(&x).copied(), Thing::User);
    }

    fn address(&mut self, e: E) {
        self.say("address");
        for identity in self.world.kept.identities.iter().filter(|identity| identity.e == e) {
            self.say(mem::discriminant(&identity.standing));
            self.name(Thing::User(identity.user));
            self.maybe(identity.evidence, Thing::Evidence);
        }
    }
}

/// How long is left; once nothing is, it is one for how long.
fn left(until: Millis, now: Millis) -> Span {
    until.since(now).max(Span::millis(0))
}
