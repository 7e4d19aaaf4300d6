//! A world as it is told without its names: two worlds that differ in nothing but who is called what are told alike.

use std::{
    collections::{BTreeMap, VecDeque},
    hash::{Hash, Hasher},
    mem,
};

use bonafide_domain::{
    id::{ConversationId, DeviceId, EvidenceId, MergeId, MessageId, SessionId, TicketId, UserId},
    identity::{Bars, Kind},
    limits,
    time::{Millis, Span},
};

use crate::{Client, Draft, E, Fate, How, Message, Party, To, World, X, rows::Conversation};

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
    Merge(MergeId),
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
    tale.say((world.kept.policy as u8, world.kept.join_policy as u8, world.kept.multiple));
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
            self.aim(&draft);
        }
    }

    fn aim(&mut self, draft: &Draft) {
        match draft.to {
            To::Latest => self.say("latest"),
            To::Conversation(id) => self.name(Thing::Conversation(id)),
            To::BegunBy(first) if first == draft.client_id => self.say("new"),
            To::BegunBy(first) => {
                let began = |message: &Message| message.written.is_some_and(|it| it.client_id == first);
                let first = self.world.kept.messages.iter().find(|(_, message)| began(message));
                self.maybe(first.map(|(id, _)| id), Thing::Message);
            }
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
        for displaced in &kept.displaced {
            self.left(Thing::E(displaced.e));
        }
        for (x, of, bars) in &kept.kept_bans {
            self.name(Thing::X(*x));
            self.name(Thing::User(*of));
            self.say((bars.is_banned, bars.tokens_from.map(|at| self.world.now.since(at))));
        }
        // In their order: the newest is undone first.
        for (id, _) in kept.merges.iter().filter(|(_, merge)| merge.fate == Fate::Stands) {
            self.name(Thing::Merge(id));
        }
        // A question that is asked now is void by what happened at the same time.
        let now = |at: Option<Millis>| at == Some(self.world.now);
        let just_now = kept.merges.rows().filter(|merge| merge.fate == Fate::Undone);
        for merge in just_now.filter(|merge| now(Some(merge.at)) || now(merge.undone_at)) {
            self.name(Thing::User(merge.into));
        }
        for (e, x) in &kept.conflicts {
            self.name(Thing::E(*e));
            self.name(Thing::X(*x));
        }
        self.told();
        // Which conversation was last written to follows from their order.
        let is_apart = |conversation: &Conversation| conversation.kind == Kind::Apart;
        if kept.multiple || kept.conversations.rows().any(is_apart) {
            for (id, _) in kept.messages.iter() {
                self.name(Thing::Message(id));
            }
        }
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
                Thing::Merge(id) => self.merge(id),
                Thing::X(x) => self.external_id(x),
                Thing::E(e) => self.address(e),
            }
        }
    }

    fn user(&mut self, id: UserId) {
        let kept = &self.world.kept;
        let user = kept.users[id];
        let is_left = kept.erasures.iter().any(|erasure| erasure.user == id && !erasure.finished);
        self.say(("user", user.state as u8, is_left, user.name.is_some()));
        self.bars(user.bars);
        self.name(Thing::User(user.root));
        self.maybe(kept.external_id(id), Thing::X);
        for identity in kept.identities.iter().filter(|identity| identity.user == id) {
            self.name(Thing::E(identity.e));
        }
        for conversation in kept.conversations_of(id) {
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
        self.bonds(Party::Holder(id));
        self.question(id);
    }

    /// What a session was asked, and what that was in truth.
    fn question(&mut self, session: SessionId) {
        let (kept, now) = (&self.world.kept, self.world.now);
        let asked = kept.question(session);
        self.say(asked.is_some());
        if let Some((asked, since)) = asked {
            self.say((asked.answer.map(|said| said as u8), left(asked.expires_at, now)));
            self.say((since.epoch == asked.epoch, since.is_changed));
            self.name(Thing::User(asked.anonymous));
            self.name(Thing::User(asked.user));
        }
        if let Some(asked) = self.world.truth.asked.get(&session) {
            self.say((asked.said.map(|said| said as u8), asked.is_over, left(asked.until, now)));
            self.party(asked.writer);
        }
    }

    /// How long ago each began: a merge by hand puts them together, and its undoing asks whether they are the same still.
    fn bars(&mut self, bars: Bars) {
        let now = self.world.now;
        self.say([bars.banned_at, bars.tokens_from].map(|at| at.map(|at| now.since(at))));
    }

    /// Whom somebody was found to be in truth, but by a merge, which tells it itself.
    fn bonds(&mut self, party: Party) {
        let bonds = &self.world.truth.bonds;
        for bond in bonds.iter().filter(|bond| bond.merge.is_none() && bond.parties.0 == party) {
            self.party(bond.parties.1);
        }
    }

    fn merge(&mut self, id: MergeId) {
        let merge = &self.world.kept.merges[id];
        self.say("merge");
        self.name(Thing::User(merge.from));
        self.name(Thing::User(merge.into));
        self.say(merge.conversations.is_some());
        for conversation in merge.conversations.into_iter().flat_map(|(from, into)| [from, into]) {
            self.name(Thing::Conversation(conversation));
        }
        for (message, _) in self.world.kept.messages.iter().filter(|(message, _)| Some(*message) > merge.seam)
        {
            self.name(Thing::Message(message));
        }
        self.say(merge.at == self.world.now);
        for (conversation, last) in &merge.apart {
            self.name(Thing::Conversation(*conversation));
            self.maybe(*last, Thing::Message);
        }
        for (conversation, ticket) in &merge.tickets {
            self.name(Thing::Conversation(*conversation));
            self.name(Thing::Ticket(ticket.id));
            self.say((ticket.status as u8, ticket.priority));
        }
        for before in &merge.emails {
            self.say(before.dropped);
            self.name(Thing::E(before.e));
            self.name(Thing::User(before.user));
        }
        match merge.how {
            How::Login(session) | How::Answer(session) => self.name(Thing::Session(session)),
            How::Hand(bars) => self.bars(bars),
        }
        for bond in self.world.truth.bonds.iter().filter(|bond| bond.merge == Some(id)) {
            self.party(bond.parties.0);
            self.party(bond.parties.1);
            self.maybe(bond.session, Thing::Session);
            let written = self.world.kept.messages.iter().map(|(message, _)| message);
            self.say(written.filter(|message| Some(*message) > bond.last).count());
        }
    }

    fn evidence(&mut self, id: EvidenceId) {
        let evidence = self.world.kept.evidence[id];
        self.say(("evidence", evidence.email.map(|(_, says)| says as u8)));
        self.name(Thing::User(evidence.user));
        self.name(Thing::Session(evidence.session));
        self.maybe(evidence.x, Thing::X);
        self.maybe(evidence.email.map(|(e, _)| e), Thing::E);
    }

    fn conversation(&mut self, id: ConversationId) {
        let kept = &self.world.kept;
        let conversation = kept.conversations[id];
        self.say(("conversation", conversation.kind as u8, conversation.messages, conversation.erased));
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
        let truth = &self.world.truth;
        self.say(("message", ago, message.written.is_some(), message.deleted, truth.erased.contains(&id)));
        self.say(truth.apart.contains(&id));
        self.name(Thing::Conversation(message.conversation));
        if let Some(written) = message.written {
            self.name(Thing::User(written.author));
            self.name(Thing::Session(written.session));
            self.maybe(written.evidence, Thing::Evidence);
        }
        if let Some(origin) = origin {
            self.say((origin.as_one, origin.proven));
            self.party(origin.typed);
            self.party(origin.sent);
        }
        let left = truth.left.get(&id).copied();
        self.say(left.is_some());
        if let Some(left) = left {
            self.party(left);
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
        self.say(("ticket", ticket.status as u8, ticket.priority, ticket.deleted));
        self.name(Thing::User(ticket.requester));
        self.name(Thing::Conversation(ticket.conversation));
        self.maybe(ticket.merged_into, Thing::Ticket);
    }

    fn external_id(&mut self, x: X) {
        self.say("external id");
        let held = self.world.kept.external_ids.iter().find(|(held, _)| *held == x);
        self.maybe(held.map(|(_, user)| *user), Thing::User);
        self.maybe(self.world.truth.first_holder.get(&x).copied(), Thing::User);
        for (_, e) in self.world.truth.verified.iter().filter(|(of, _)| *of == x) {
            self.name(Thing::E(*e));
        }
        self.bonds(Party::Named(x));
    }

    fn address(&mut self, e: E) {
        self.say("address");
        let (held, owners) = (self.world.kept.identity(e), self.world.kept.displaced(e));
        for identity in held.into_iter().chain(owners) {
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
