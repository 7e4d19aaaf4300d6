//! Everything that is really seen, in the model's names.

use bonafide_domain::{
    id::{ConversationId, UserId},
    mark,
};
use bonafide_model::{
    self as model, E, Refused, State, X,
    seen::{Case, Line, Page, Person, Proved, Seen},
};
use bonafide_server::{
    secrets::{AgentToken, SessionToken},
    use_cases::{
        Step,
        conflicts::{self, OpenConflict},
        conversation::{self, AgentsPage, UsersPage},
        devices::{self, MarkedDevice},
        person, sessions,
    },
};
use bonafide_store::{
    Tx, conversations,
    evidence::Evidence,
    messages::{Author, Message},
    sessions::ListedSession,
    tickets::Ticket,
};

use super::{
    names::{self, Names},
    real::{Real, outcome},
};

impl Real<'_> {
    /// Everything that is seen, asked for in one transaction.
    pub(super) fn seen(&self, names: &mut Names, model: &model::World) -> Seen {
        let people = model.kept.users.iter().filter(|(_, user)| user.state != State::Retired);
        let people: Vec<_> = people.filter_map(|(id, _)| names.users.real(id)).collect();
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
            learn_tickets(names, model, read);
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

fn read_own(tx: &mut Tx<'_>, token: Option<&SessionToken>) -> Result<UsersPage, Refused> {
    outcome(conversation::read_own(tx, token.ok_or(Refused::Nothing)?, None))
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
    page: Option<AgentsPage>,
}

impl Company {
    fn about(&self, tx: &mut Tx<'_>, user: UserId) -> Step<Read> {
        let page = match conversations::find_of_user(tx, user)? {
            Some(found) => Some(conversation::read_as_agent(tx, &self.agent, found.id, None)?),
            None => None,
        };
        Ok(Read {
            person: person::find(tx, &self.agent, user)?,
            sessions: sessions::list_sessions(tx, &self.administrator, user)?,
            devices: devices::list_devices(tx, &self.agent, user)?,
            page,
        })
    }
}

/// Nothing answers with a ticket's id: both number them in one order.
fn learn_tickets(names: &mut Names, model: &model::World, read: &Read) {
    let Some(page) = &read.page else { return };
    let conversation: ConversationId = names.conversations.model(page.conversation.id);
    if model.kept.conversations.get(conversation).is_some() {
        for ((model, _), real) in model.kept.tickets_in(conversation).zip(&page.tickets) {
            names.tickets.in_order(model, real.ticket.id);
        }
    }
}

impl Read {
    fn in_names(self, names: &Names) -> Person {
        let Self { person, sessions, devices, page } = self;
        Person {
            user: names.users.model(person.id),
            external_id: person.external_id.as_deref().map(names::x),
            mark: person.mark,
            proved: person
                .evidence
                .zip(person.signed_in_until)
                .map(|(evidence, until)| (proved(&evidence, names), until)),
            emails: person.emails.iter().map(|held| (names::e(&held.address), held.standing)).collect(),
            banned: person.banned_at.is_some(),
            tokens_from: person.tokens_from,
            sessions: sessions.iter().map(|session| names.sessions.model(session.id)).collect(),
            devices: devices
                .iter()
                .map(|device| (names.sessions.model(device.session.id), device.mark))
                .collect(),
            conversation: page.map(|page| {
                let lines = page.messages.iter().map(|message| line(message, names)).collect();
                let cases = page.tickets.iter().map(|detailed| case(&detailed.ticket, names)).collect();
                (names.conversations.model(page.conversation.id), lines, cases)
            }),
        }
    }
}

fn page(page: &UsersPage, names: &Names) -> Page {
    let (user, _, external_id) = &page.user;
    Page {
        user: names.users.model(*user),
        external_id: external_id.as_deref().map(names::x),
        conversation: page.conversation.map(|conversation| names.conversations.model(conversation.id)),
        lines: page.messages.iter().map(|message| line(message, names)).collect(),
    }
}

fn line(message: &Message, names: &Names) -> Line {
    let (by, evidence) = match &message.author {
        Author::User { user, root, evidence, .. } => {
            (Some((names.users.model(*user), names.users.model(*root))), evidence.as_deref())
        }
        Author::Agent { .. } | Author::System => (None, None),
    };
    Line {
        message: names.messages.model(message.id),
        words: by.map(|_| message.text.parse().unwrap()),
        by,
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
        x: names::x(evidence.external_id.as_deref().unwrap()),
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
