//! Merges, posts and undoings in any order, on a small world that is kept in memory as the store keeps it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::identity::{self, Authority, Bars, Join, Joinable, Side};

/// How many users there are. Those with an even number have an external id.
const USERS: u8 = 4;

fn user(number: u8) -> UserId {
    UserId::from_bytes([number; 12])
}

fn has_external_id(user: UserId) -> bool {
    user.as_bytes()[0].is_multiple_of(2)
}

#[derive(Debug, Clone, PartialEq)]
struct Message {
    id: MessageId,
    home: ConversationId,
    root: ConversationId,
    author: UserId,
    marked: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Ticket {
    id: TicketId,
    root: ConversationId,
    requester: UserId,
    status: Status,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct World {
    made: u8,
    roots: BTreeMap<UserId, UserId>,
    /// Whose each is, and which it was joined into.
    conversations: BTreeMap<ConversationId, (UserId, ConversationId)>,
    messages: Vec<Message>,
    tickets: Vec<Ticket>,
    edges: Vec<(Edge, Seam)>,
}

#[derive(Debug, Clone)]
enum Act {
    Say(u8, bool),
    Close(u8),
    Merge(u8, u8),
    Undo(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let someone = || 0..USERS;
    prop_oneof![
        4 => (someone(), any::<bool>()).prop_map(|(who, marked)| Act::Say(who, marked)),
        1 => someone().prop_map(Act::Close),
        2 => (someone(), someone()).prop_map(|(one, other)| Act::Merge(one, other)),
        2 => someone().prop_map(Act::Undo),
    ]
}

impl World {
    fn new() -> Self {
        let roots = (0..USERS).map(|number| (user(number), user(number))).collect();
        Self { made: 100, roots, ..Self::default() }
    }

    fn next(&mut self) -> [u8; 12] {
        self.made += 1;
        [self.made; 12]
    }

    fn conversation(&self, user: UserId) -> Option<ConversationId> {
        let mut theirs =
            self.conversations.iter().filter(|(id, (owner, root))| *owner == user && *id == root);
        theirs.next().map(|(id, _)| *id)
    }

    fn live(&self, root: ConversationId) -> Option<LiveTicket> {
        let live = self.tickets.iter().find(|it| it.root == root && it.status != Status::Closed);
        live.map(|ticket| LiveTicket { id: ticket.id, status: ticket.status, priority: 0 })
    }

    fn begin(&mut self, owner: UserId) -> ConversationId {
        let id = ConversationId::from_bytes(self.next());
        self.conversations.insert(id, (owner, id));
        id
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Say(who, marked) => self.say(user(*who), *marked),
            Act::Close(who) => {
                let conversation = self.conversation(self.roots[&user(*who)]);
                if let Some(ticket) = conversation.and_then(|root| self.live(root)) {
                    self.ticket(ticket.id).status = Status::Closed;
                }
            }
            Act::Merge(one, other) => self.merge(user(*one), user(*other)),
            Act::Undo(who) => {
                let root = self.roots[&user(*who)];
                let newest =
                    self.edges.iter().map(|(edge, _)| edge).filter(|edge| self.roots[&edge.users.0] == root);
                if let Some(id) = newest.map(|edge| edge.id).max() {
                    self.undo(id);
                }
            }
        }
    }

    fn ticket(&mut self, id: TicketId) -> &mut Ticket {
        self.tickets.iter_mut().find(|ticket| ticket.id == id).unwrap()
    }

    fn say(&mut self, author: UserId, marked: bool) {
        let owner = self.roots[&author];
        let root = self.conversation(owner).unwrap_or_else(|| self.begin(owner));
        let id = MessageId::from_bytes(self.next());
        self.messages.push(Message {
            id,
            home: root,
            root,
            author,
            marked: marked && has_external_id(author),
        });
        match ticket::on_user_message(self.live(root).as_ref()) {
            TicketStep::Create => {
                let id = TicketId::from_bytes(self.next());
                self.tickets.push(Ticket { id, root, requester: owner, status: Status::New });
            }
            TicketStep::Keep(_) => {}
            TicketStep::Move(id, status) => self.ticket(id).status = status,
        }
    }

    fn side(&self, user: UserId) -> Side {
        let mut theirs = self.roots.iter().filter(|(_, root)| **root == user).map(|(id, _)| *id);
        let conversation = self.conversation(user).map(|id| (Joinable { id, ticket: self.live(id) }, 0));
        Side {
            user,
            has_external_id: theirs.any(has_external_id),
            conversation,
            apart: vec![],
            bars: Bars::default(),
        }
    }

    fn merge(&mut self, one: UserId, other: UserId) {
        let (one, other) = (self.side(self.roots[&one]), self.side(self.roots[&other]));
        let Ok(plan) = identity::merge(&one, &other, Authority::Administrator) else { return };
        let theirs = if plan.from == one.user { &one } else { &other };
        let [from, into] = [plan.from, plan.into].map(|user| self.conversation(user));
        let ticket = theirs.conversation.and_then(|(conversation, _)| conversation.ticket);
        let ticket = ticket.map(|it| TicketSeam { id: it.id, status: it.status, priority: it.priority });
        let in_either = |it: &&Message| Some(it.root) == from || Some(it.root) == into;
        let last_message = self.messages.iter().filter(in_either).map(|message| message.id).max();
        let conversations = match plan.join.one {
            Join::Nothing => None,
            Join::Become { conversation, ticket } => {
                self.conversations.insert(conversation, (plan.into, conversation));
                if let Some(ticket) = ticket {
                    self.ticket(ticket).requester = plan.into;
                }
                Some((conversation, conversation))
            }
            Join::IntoTicket { from, into, close, keep } => {
                if let Some(close) = close {
                    self.ticket(close).status = Status::Closed;
                }
                self.ticket(keep.id).status = keep.status;
                Some((from, into))
            }
            Join::IntoConversation { from, into, ticket } => {
                if let Some(ticket) = ticket {
                    self.ticket(ticket).requester = plan.into;
                }
                Some((from, into))
            }
        };
        if let Some((from, into)) = conversations {
            self.conversations
                .values_mut()
                .filter(|(_, root)| *root == from)
                .for_each(|(_, root)| *root = into);
            self.messages.iter_mut().filter(|it| it.root == from).for_each(|it| it.root = into);
            self.tickets.iter_mut().filter(|it| it.root == from).for_each(|it| it.root = into);
        }
        self.roots.values_mut().filter(|root| **root == plan.from).for_each(|root| *root = plan.into);
        let id = MergeId::from_bytes(self.next());
        let edge = Edge { id, users: (plan.from, plan.into), conversations };
        self.edges.push((edge, Seam { last_message, ticket }));
    }

    fn undo(&mut self, id: MergeId) {
        let (edge, seam) = *self.edges.iter().find(|(edge, _)| edge.id == id).unwrap();
        let survivor = self.roots[&edge.users.1];
        let root = self.conversation(survivor);
        let leads_there = |edge: &Edge| self.roots[&edge.users.0] == survivor;
        let edges: Vec<Edge> = self.edges.iter().map(|(edge, _)| *edge).filter(leads_there).collect();
        let messages: Vec<Written> = self
            .messages
            .iter()
            .filter(|it| Some(it.root) == root)
            .map(|it| Written { id: it.id, home: it.home, author: Some(it.author), marked: it.marked })
            .collect();
        let tickets: Vec<TicketKept> = self
            .tickets
            .iter()
            .filter(|it| Some(it.root) == root)
            .map(|it| TicketKept { id: it.id, requester: it.requester, status: it.status, priority: 0 })
            .collect();
        let known = Survivor { edges: &edges, messages: &messages, tickets: &tickets };
        let plan = undo(&known, id, &seam).unwrap();

        self.edges.retain(|(edge, _)| edge.id != id);
        self.roots.extend(plan.users.iter().map(|user| (*user, plan.undone)));
        if let Some(back) = plan.conversation {
            self.conversations.get_mut(&back).unwrap().0 = plan.undone;
            plan.conversations.iter().for_each(|id| self.conversations.get_mut(id).unwrap().1 = back);
        }
        let new = plan.begins.map(|whose| match whose {
            Whose::Undone => self.begin(plan.undone),
            Whose::Survivors => self.begin(survivor),
        });
        let undones = plan.conversation.or(new.filter(|_| plan.begins == Some(Whose::Undone)));
        let survivors = new.filter(|_| plan.begins == Some(Whose::Survivors)).or(root);
        let place = |whose| match whose {
            Whose::Undone => undones.unwrap(),
            Whose::Survivors => survivors.unwrap(),
        };
        for message in &mut self.messages {
            if plan.back.contains(&message.id) {
                message.root = undones.unwrap();
            }
            if let Some((_, whose)) = plan.settle.iter().find(|(id, _)| *id == message.id) {
                (message.root, message.home) = (place(*whose), place(*whose));
            }
        }
        for part in &plan.tickets {
            match *part {
                TicketPart::Over(id) => self.ticket(id).root = place(Whose::Survivors),
                TicketPart::Back(id) => self.ticket(id).root = place(Whose::Undone),
                TicketPart::Restore(seam) => {
                    let root = place(Whose::Undone);
                    *self.ticket(seam.id) =
                        Ticket { id: seam.id, root, requester: plan.undone, status: seam.status };
                }
                TicketPart::Open(whose, like) => {
                    let id = TicketId::from_bytes(self.next());
                    let requester = if whose == Whose::Undone { plan.undone } else { survivor };
                    self.tickets.push(Ticket { id, root: place(whose), requester, status: like.status });
                }
            }
        }
    }

    fn hold(&self) {
        for (id, root) in &self.roots {
            let mut leads = *id;
            while let Some((edge, _)) = self.edges.iter().find(|(edge, _)| edge.users.0 == leads) {
                leads = edge.users.1;
            }
            assert_eq!(leads, *root, "roots are those that the edges give");
        }
        for user in self.roots.values() {
            let own = self.conversations.iter().filter(|(id, (owner, root))| owner == user && *id == root);
            assert!(own.count() <= 1, "one conversation each");
        }
        for conversation in self.conversations.keys() {
            let live =
                self.tickets.iter().filter(|it| it.root == *conversation && it.status != Status::Closed);
            assert!(live.count() <= 1, "one live ticket each");
        }
        for message in &self.messages {
            let (owner, root) = self.conversations[&message.root];
            assert_eq!(root, message.root, "a message is found in a conversation that counts");
            assert_eq!(self.conversations[&message.home].1, message.root, "and in the root of its home");
            assert!(
                !message.marked || self.roots[&message.author] == owner,
                "a mark is in its author's conversation"
            );
        }
        for ticket in &self.tickets {
            let (owner, root) = self.conversations[&ticket.root];
            assert_eq!(root, ticket.root);
            assert!(
                ticket.status == Status::Closed || ticket.requester == owner,
                "a live ticket is its owner's"
            );
        }
    }
}

proptest! {
    #[test]
    fn mrg_12_in_any_order_nothing_is_lost_doubled_or_marked_for_another(acts in prop::collection::vec(act(), 1..24)) {
        let mut world = World::new();
        let mut said: Vec<(MessageId, UserId, bool)> = Vec::new();
        for act in &acts {
            world.act(act);
            world.hold();
            let now: Vec<_> = world.messages.iter().map(|it| (it.id, it.author, it.marked)).collect();
            prop_assert_eq!(&now[..said.len()], &said[..], "marks and authors never change");
            said = now;
        }
    }

    #[test]
    fn mrg_12_a_merge_that_is_undone_at_once_leaves_everything_as_it_was(
        acts in prop::collection::vec(act(), 0..16),
        one in 0..USERS,
        other in 0..USERS,
    ) {
        let mut world = World::new();
        for act in &acts {
            world.act(act);
        }
        let before = world.clone();
        world.merge(user(one), user(other));
        if let Some((edge, _)) = world.edges.iter().find(|(edge, _)| !before.edges.iter().any(|(old, _)| old.id == edge.id)) {
            let id = edge.id;
            world.undo(id);
            prop_assert_eq!(&world.roots, &before.roots);
            prop_assert_eq!(&world.conversations, &before.conversations);
            prop_assert_eq!(&world.messages, &before.messages);
            let standing = |world: &World| -> Vec<_> {
                world.tickets.iter().map(|it| (it.id, it.root, it.requester)).collect()
            };
            prop_assert_eq!(standing(&world), standing(&before));
        }
    }
}
