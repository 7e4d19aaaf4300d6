//! Everything that is really seen, in the model's names.

use bonafide_domain::{
    id::{ConversationId, MergeId, UserId},
    identity::Standing,
    mark,
};
use bonafide_model::{
    self as model, E, Refused, X,
    seen::{Case, Line, Listed, Page, Person, Proved, Seen, Thread, Words},
};
use bonafide_server::{
    secrets::{AgentToken, SessionToken},
    use_cases::{
        Step,
        conflicts::{self, OpenConflict},
        conversation::{self, AgentsPage, UsersPage},
        devices::{self, MarkedDevice},
        own_conversations::Several,
        person, sessions,
        suggestions::{self, Kin},
    },
};
use bonafide_store::{
    Tx, conversations,
    emails::EmailIdentity,
    evidence::Evidence,
    merges::{How, Merge},
    messages::{Author, Message, MessageKind},
    sessions::ListedSession,
    tickets::Ticket,
};

use super::{
    names::{self, Names},
    real::Real,
    words::outcome,
};

impl Real<'_> {
    /// Everything that is seen, asked for in one transaction.
    pub(super) fn seen(&self, names: &mut Names, model: &model::World) -> Seen {
        let people: Vec<_> = model.kept.roots().filter_map(|id| names.users.real(id)).collect();
        let tokens: Vec<_> = self.browsers.iter().map(|browser| browser.device.token.clone()).collect();
        let asks =
            Company { agent: self.world.agent.clone(), administrator: self.world.administrator.clone() };
        let read = self.world.read(move |tx| {
            let pages: Vec<_> = tokens.iter().map(|token| read_own(tx, token.as_ref())).collect();
            let people = people.iter().map(|user| asks.about(tx, *user)).collect::<Step<Vec<_>>>()?;
            Ok((pages, people, conflicts::list(tx, &asks.administrator, None)?.conflicts))
        });
        let (pages, people, open) = read.unwrap();
        for read in &people {
            learn_conversations(names, model, read);
            learn_tickets(names, model, read);
            learn_merges(names, model, read);
        }
        Seen {
            browsers: pages.into_iter().map(|page| page.map(|page| self::page(&page, names))).collect(),
            people: people.into_iter().map(|read| read.in_names(names)).collect(),
            conflicts: self.conflicts(&open, names),
        }
    }

    /// The open conflicts of this history.
    fn conflicts(&self, open: &[OpenConflict], names: &Names) -> Vec<(E, X, Option<UserId>, Option<UserId>)> {
        let id = |person: &Option<person::Person>| person.as_ref().map(|person| names.users.model(person.id));
        let mut conflicts: Vec<_> = open
            .iter()
            .map(|open| (&open.conflict, id(&open.holder), id(&open.user)))
            .filter(|(conflict, ..)| names::is_of(&conflict.external_id, self.history))
            .map(|(conflict, holder, user)| {
                (names::e(&conflict.address), names::x(&conflict.external_id), holder, user)
            })
            .collect();
        conflicts.sort_unstable_by_key(|(e, x, ..)| (*e, *x));
        conflicts
    }
}

/// What a browser sees: the page that names no conversation, and that of each which it is told of.
struct Own {
    page: UsersPage,
    listed: Vec<UsersPage>,
}

fn read_own(tx: &mut Tx<'_>, token: Option<&SessionToken>) -> Result<Own, Refused> {
    let token = token.ok_or(Refused::Nothing)?;
    let page = outcome(conversation::read_own(tx, token, None, None))?;
    let all = page.several.iter().flat_map(|several| &several.all).map(|(listed, _)| listed.id);
    let listed = all.map(|id| outcome(conversation::read_own(tx, token, Some(id), None)));
    Ok(Own { listed: listed.collect::<Result<_, _>>()?, page })
}

/// The company's people, who look at everyone.
struct Company {
    agent: AgentToken,
    administrator: AgentToken,
}

/// What they see of somebody.
struct Read {
    person: person::Person,
    sessions: Vec<ListedSession>,
    devices: Vec<MarkedDevice>,
    kin: Kin,
    /// Their conversations, the one last written to first.
    pages: Vec<AgentsPage>,
}

impl Company {
    fn about(&self, tx: &mut Tx<'_>, user: UserId) -> Step<Read> {
        let mut pages = Vec::new();
        for found in conversations::of_user(tx, user)? {
            pages.push(conversation::read_as_agent(tx, &self.agent, found.id, None)?);
        }
        Ok(Read {
            person: person::find(tx, &self.agent, user)?,
            sessions: sessions::list_sessions(tx, &self.administrator, user)?,
            devices: devices::list_devices(tx, &self.agent, user)?,
            kin: suggestions::list(tx, &self.agent, user)?,
            pages,
        })
    }
}

/// Nothing answers with a ticket's id: both number them in one order.
fn learn_tickets(names: &mut Names, model: &model::World, read: &Read) {
    for page in &read.pages {
        let conversation: ConversationId = names.conversations.model(page.conversation.id);
        if model.kept.conversations.get(conversation).is_some() {
            for ((model, _), real) in model.kept.tickets_in(conversation).zip(&page.tickets) {
                names.tickets.in_order(model, real.ticket.id);
            }
        }
    }
}

/// Nor with the ids of all conversations that an undoing begins: both list them in one order.
fn learn_conversations(names: &mut Names, model: &model::World, read: &Read) {
    let user = names.users.model(read.person.id);
    if model.kept.users.get(user).is_some() {
        for (model, real) in model.kept.conversations_of(user).into_iter().zip(&read.pages) {
            names.conversations.in_order(model, real.conversation.id);
        }
    }
}

/// Nor with the id of a merge by a login.
fn learn_merges(names: &mut Names, model: &model::World, read: &Read) {
    let user = names.users.model(read.person.id);
    if model.kept.users.get(user).is_some() {
        let merges: Vec<_> = model.kept.merges_of(user).map(|(id, _)| id).collect();
        for (model, (real, _)) in merges.into_iter().rev().zip(&read.kin.merges) {
            names.merges.in_order(model, real.done.id);
        }
    }
}

impl Read {
    fn in_names(self, names: &Names) -> Person {
        let Self { person, sessions, devices, kin, pages } = self;
        Person {
            user: names.users.model(person.id),
            external_id: person.external_id.as_deref().map(names::x),
            name: person.name.as_deref().map(names::x),
            mark: person.mark,
            proved: person
                .evidence
                .zip(person.signed_in_until)
                .map(|(evidence, until)| (proved(&evidence, names), until)),
            emails: person
                .emails
                .iter()
                .map(|held| (names::e(&held.address), standing(held, names)))
                .collect(),
            banned: person.banned_at.is_some(),
            tokens_from: person.tokens_from,
            sessions: sessions.iter().map(|session| names.sessions.model(session.id)).collect(),
            devices: devices
                .iter()
                .map(|device| (names.sessions.model(device.session.id), device.mark))
                .collect(),
            merges: kin.merges.iter().map(|(merge, _)| self::merge(merge, names)).collect(),
            suggestions: kin
                .suggestions
                .iter()
                .map(|suggested| (names.users.model(suggested.person.id), names::e(&suggested.address)))
                .collect(),
            conversations: pages.iter().map(|page| thread(page, names)).collect(),
        }
    }
}

fn thread(page: &AgentsPage, names: &Names) -> Thread {
    let other = |(id, ticket): &(ConversationId, Ticket)| {
        (names.conversations.model(*id), names.tickets.model(ticket.id))
    };
    Thread {
        id: names.conversations.model(page.conversation.id),
        kind: page.conversation.kind,
        lines: page.messages.iter().map(|message| line(message, names)).collect(),
        cases: page.tickets.iter().map(|detailed| case(&detailed.ticket, names)).collect(),
        others: page.others.iter().map(other).collect(),
    }
}

fn merge(merge: &Merge, names: &Names) -> (MergeId, (UserId, UserId), bool) {
    let users = (names.users.model(merge.done.from), names.users.model(merge.done.into));
    (names.merges.model(merge.done.id), users, matches!(merge.done.how, How::Hand { .. }))
}

fn standing(held: &EmailIdentity, names: &Names) -> Standing {
    match held.standing.goes_back_to() {
        Some(owner) => Standing::Claimed { owner: names.users.model(owner) },
        None => held.standing,
    }
}

fn page(Own { page, listed }: &Own, names: &Names) -> Page {
    let (user, name, external_id) = &page.user;
    let lines = |page: &UsersPage| page.messages.iter().map(|message| line(message, names)).collect();
    let list = |several: &Several| {
        several
            .all
            .iter()
            .zip(listed)
            .map(|((conversation, last), page)| Listed {
                conversation: names.conversations.model(conversation.id),
                last: last.as_ref().map(|last| names.messages.model(last.id)),
                lines: lines(page),
            })
            .collect()
    };
    Page {
        user: names.users.model(*user),
        named: (name.as_deref().map(names::x), external_id.as_deref().map(names::x)),
        conversation: page.conversation.map(|conversation| names.conversations.model(conversation.id)),
        lines: lines(page),
        several: page.several.as_ref().map(|several| (several.may_begin, list(several))),
        asked: page.asked,
    }
}

fn line(message: &Message, names: &Names) -> Line {
    let (by, name, evidence) = match &message.author {
        Author::User { user, root, name, evidence, .. } => {
            let by = (names.users.model(*user), names.users.model(*root));
            (Some(by), name.as_deref(), evidence.as_deref())
        }
        Author::Agent { .. } | Author::System => (None, None, None),
    };
    let words = match message.kind {
        MessageKind::Text => by.map(|_| Words::Typed(message.text.parse().unwrap())),
        MessageKind::Contact => Some(Words::Form(names::e(&message.text))),
        MessageKind::ContactAsked | MessageKind::FollowUp | MessageKind::TicketStays => None,
    };
    Line {
        message: names.messages.model(message.id),
        words,
        by,
        name: name.map(names::x),
        mark: mark::of_message(evidence.map(|evidence| evidence.id)),
        evidence: evidence.map(|evidence| proved(evidence, names)),
        at: message.received_at,
    }
}

fn proved(evidence: &Evidence, names: &Names) -> Proved {
    let email = evidence.email.as_deref().map(|address| (names::e(address), evidence.email_verified));
    Proved {
        user: names.users.model(evidence.user),
        session: names.sessions.model(evidence.session),
        x: evidence.external_id.as_deref().map(names::x),
        email,
        rule: evidence.rule.clone(),
        accepted_at: evidence.accepted_at,
    }
}

fn case(ticket: &Ticket, names: &Names) -> Case {
    Case {
        id: names.tickets.model(ticket.id),
        requester: names.users.model(ticket.requester),
        status: ticket.status,
        priority: ticket.priority,
        is_taken: ticket.assignee.is_some(),
        merged_into: ticket.merged_into.map(|id| names.tickets.model(id)),
    }
}

/// The parts of what is seen that differ.
pub(super) fn difference(seen: &Seen, expected: &Seen) -> String {
    let mut words = Vec::new();
    for (number, pair) in seen.browsers.iter().zip(&expected.browsers).enumerate() {
        words.extend(
            (pair.0 != pair.1).then(|| format!("browser {number} sees {:?}\nexpected {:?}", pair.0, pair.1)),
        );
    }
    for pair in seen.people.iter().zip(&expected.people) {
        words.extend((pair.0 != pair.1).then(|| format!("agents see {:?}\nexpected {:?}", pair.0, pair.1)));
    }
    if seen.people.len() != expected.people.len() {
        words.push(format!("agents see {} people, expected {}", seen.people.len(), expected.people.len()));
    }
    if seen.conflicts != expected.conflicts {
        words.push(format!("conflicts are {:?}\nexpected {:?}", seen.conflicts, expected.conflicts));
    }
    words.join("\n")
}
