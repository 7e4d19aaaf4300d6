//! The events of a history as they happen to the real server.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use bonafide_domain::{
    changed::Changed,
    email::{EmailAddress, EmailVerified},
    id::{ConversationId, ErasureId, UserId},
    identity::{AttachedBy, Authority, EmailPolicy, JoinPolicy},
    namespace::Namespace,
    setting::SettingKind,
    text::{ClientMadeId, Name},
    ticket::TicketChange,
    token::{Claims, UnprovenId},
};
use bonafide_model::{
    Act, Aim, Answer, Browser, Deed, E, Event, Lifetime, LoggedIn, Parted, Refused, Token, X, histories,
};
use bonafide_server::use_cases::{
    self, Rest, Stop,
    answer_question::Said,
    ban, conflicts,
    emails::{self, Attacher, Detacher},
    erase,
    give_contact::Given,
    log_out,
    open_session::Opened,
    placing::To,
    post_message::{Draft, Taken},
    sessions::{self, EarlierTokens},
    undo_merge::{Returned, UndoneMerge},
};
use bonafide_store::messages::Visibility;

use super::{
    names::{self, Names},
    words::outcome,
};
use crate::{
    device::{Device, client_id},
    tokens::{SigningKey, claims},
    world::{World, run},
};

/// A real company in a history.
pub(super) struct Real<'w> {
    pub(super) world: &'w World,
    /// The history, by number: its external ids and addresses are its own.
    pub(super) history: u64,
    pub(super) browsers: Vec<Browsing<'w>>,
    /// The client ids of the drafts that there were: the words of each are its number, as the model counts them.
    drafts: Vec<ClientMadeId>,
    /// Who was erased, and how.
    erasures: BTreeMap<UserId, ErasureId>,
}

/// A browser, and what it keeps to send.
pub(super) struct Browsing<'w> {
    pub(super) device: Device<'w>,
    waiting: Option<Draft>,
    sent: Option<Draft>,
    /// A session that was opened on the way to something else.
    pub(super) opened: Option<Opened>,
}

type Outcome = Result<Answer, Refused>;

impl<'w> Real<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        static HISTORIES: AtomicU64 = AtomicU64::new(0);
        // As the model begins.
        world.chooses(EmailPolicy::VerifiedOnly);
        world.joins(JoinPolicy::WithinHalfAnHour);
        world.sets_multiple(false);
        let browser = |_| Browsing { device: world.device(), waiting: None, sent: None, opened: None };
        Self {
            world,
            history: HISTORIES.fetch_add(1, Ordering::Relaxed),
            browsers: (0..histories::BROWSERS).map(browser).collect(),
            drafts: Vec::new(),
            erasures: BTreeMap::new(),
        }
    }

    /// Lets something happen; what is answered has real ids in it.
    pub(super) fn happen(&mut self, event: &Event, names: &Names) -> Outcome {
        match event {
            Event::At(b, act) => return self.act(*b, act, names),
            Event::To(user, deed) => {
                let user = names.users.real(*user).ok_or(Refused::NotFound)?;
                return self.do_to(user, *deed);
            }
            Event::EndSession(b) => {
                let session = self.browsers[*b].device.token.as_ref().ok_or(Refused::Nothing)?.session;
                let by = self.world.administrator.clone();
                outcome(self.world.write(move |tx| sessions::end_session(tx, &by, session)))?;
            }
            Event::ReleaseAddress(e, x) => self.release_address(*e, *x)?,
            Event::Policy(policy) => self.world.chooses(*policy),
            Event::JoinPolicy(policy) => self.world.joins(*policy),
            Event::Multiple(on) => self.world.sets_multiple(*on),
            Event::Merge(one, into, by) => return self.merge(*one, *into, *by, names),
            Event::Undo(merge) => {
                let merge = names.merges.real(*merge).ok_or(Refused::NotFound)?;
                return outcome(self.world.undo(merge)).map(|undone| parted(&undone));
            }
            Event::FinishErasures => while self.world.write(erase::erase_piece).unwrap() == Rest::More {},
            Event::Wait(span) => self.world.clock.forward(*span),
        }
        Ok(Answer::Done)
    }

    fn act(&mut self, b: Browser, act: &Act, names: &Names) -> Outcome {
        match act {
            Act::Open => outcome(self.browsers[b].device.open()).map(opened),
            Act::Compose(aim) => {
                let draft = self.compose(b, *aim, names)?;
                self.browsers[b].waiting = Some(draft);
                Ok(Answer::Done)
            }
            Act::Send => {
                let draft = self.browsers[b].waiting.take().ok_or(Refused::Nothing)?;
                self.send(b, draft)
            }
            Act::Repeat => {
                let draft = self.browsers[b].sent.clone().ok_or(Refused::Nothing)?;
                self.send(b, draft)
            }
            Act::Say(aim) => {
                let draft = self.compose(b, *aim, names)?;
                self.send(b, draft)
            }
            Act::Look(conversation) => {
                let device = &self.browsers[b].device;
                device.token.as_ref().ok_or(Refused::Nothing)?;
                let id = names.conversations.real(*conversation).ok_or(Refused::NotFound)?;
                outcome(device.page_of(self.world, id)).map(|_| Answer::Done)
            }
            Act::Answer(said) => {
                let device = &self.browsers[b].device;
                device.token.as_ref().ok_or(Refused::Nothing)?;
                let Said { joined, conversation, signed_in_at } = outcome(device.answer(*said))?;
                let conversation = conversation.map(|(id, _)| id);
                Ok(Answer::Said { joined, conversation, signed_in_at })
            }
            Act::Give(e) => {
                // The draft is not sent: the model counts it, and opens a session for it.
                let draft = self.compose(b, Aim::Latest, names)?;
                let device = &self.browsers[b].device;
                let form = device.form(&names::address(self.history, *e));
                outcome(device.send_form(Given { client_id: draft.client_id, ..form }))
                    .map(|done| taken(&done))
            }
            Act::LogIn(token) => self.log_in(b, token),
            Act::BadToken(x) => self.bring_bad_token(b, *x),
            Act::LogOut => {
                let device = &mut self.browsers[b].device;
                device.token.as_ref().ok_or(Refused::Nothing)?;
                outcome(device.log_out()).map(|()| Answer::Done)
            }
        }
    }

    /// What the company does to a user.
    fn do_to(&mut self, user: UserId, deed: Deed) -> Outcome {
        let world = self.world;
        let (agent, administrator) = (world.agent.clone(), world.administrator.clone());
        match deed {
            Deed::Ban => outcome(world.ban(user)).map(drop)?,
            Deed::LiftBan => outcome(world.lift_ban(user)).map(drop)?,
            Deed::EndSessions(refuse) => {
                let earlier = if refuse { EarlierTokens::Refused } else { EarlierTokens::Accepted };
                outcome(
                    world.write(move |tx| sessions::end_all_sessions(tx, &administrator, user, earlier)),
                )?;
            }
            Deed::AcceptEarlier => {
                outcome(world.write(move |tx| sessions::accept_earlier_tokens(tx, &administrator, user)))?;
            }
            Deed::Attach(e, AttachedBy::Agent { checked }) => {
                let address = self.address(e);
                let how = checked.then(|| Name::new("called back").unwrap());
                outcome(world.write(move |tx| {
                    emails::attach(tx, Attacher::Agent(&agent, how.as_ref()), user, &address)
                }))?;
            }
            Deed::Attach(e, AttachedBy::Program) => {
                let (address, key) = (self.address(e), world.rest_key());
                outcome(world.write(move |tx| emails::attach(tx, Attacher::Program(key), user, &address)))?;
            }
            Deed::Detach(e) => {
                let person = outcome(world.person(user))?;
                let address = names::address(self.history, e);
                let held = person.emails.iter().find(|held| held.address == address);
                let id = held.ok_or(Refused::NotFound)?.id;
                outcome(world.write(move |tx| emails::detach(tx, Detacher::Agent(&agent), user, id)))?;
            }
            Deed::Answer => {
                let conversation = self.conversation(user)?;
                return outcome(world.answer(conversation, Visibility::All, "answer"))
                    .map(|done| taken(&done));
            }
            Deed::PutTicket(status) => {
                let tickets = world.tickets(self.conversation(user)?);
                let newest = tickets.last().ok_or(Refused::NotFound)?.id;
                let change = TicketChange { status: Some(status), assignee: Changed::Stays };
                outcome(world.change(newest, change))?;
            }
            Deed::Erase => {
                let erasure = outcome(world.erase(user))?;
                self.erasures.insert(user, erasure);
            }
            Deed::LiftKeptBan => {
                let erasure = *self.erasures.get(&user).ok_or(Refused::NotFound)?;
                outcome(world.write(move |tx| ban::lift_kept_ban(tx, &administrator, erasure)))?;
            }
        }
        Ok(Answer::Done)
    }

    fn merge(&self, one: UserId, into: UserId, by: Authority, names: &Names) -> Outcome {
        let token = match by {
            Authority::Agent => &self.world.agent,
            Authority::Administrator => &self.world.administrator,
        };
        let [one, into] = [one, into].map(|user| names.users.real(user).ok_or(Refused::NotFound));
        let merged = outcome(self.world.merge_as(token, one?, into?))?;
        let (merge, survivor) = (merged.id, merged.person.id);
        Ok(Answer::Merged { merge, survivor, conversation: merged.conversation })
    }

    fn conversation(&self, user: UserId) -> Result<ConversationId, Refused> {
        let found = self.world.conversation_of(self.world.root(user));
        found.map(|conversation| conversation.id).ok_or(Refused::NotFound)
    }

    /// SES-1: a browser without a session asks for one when somebody begins to type.
    fn compose(&mut self, b: Browser, aim: Aim, names: &Names) -> Result<Draft, Refused> {
        let browser = &mut self.browsers[b];
        if browser.device.token.is_none() {
            browser.opened = Some(outcome(browser.device.open())?);
        }
        browser.device.user.ok_or(Refused::Nothing)?;
        let draft = browser.device.draft(&(self.drafts.len() + 1).to_string());
        self.drafts.push(draft.client_id.clone());
        let nowhere = || ConversationId::from_bytes([0xff; 12]);
        let to = match aim {
            Aim::Latest => To::Latest,
            Aim::New => To::BegunBy(draft.client_id.clone()),
            Aim::Conversation(id) => To::Conversation(names.conversations.real(id).unwrap_or_else(nowhere)),
            Aim::BegunBy(words) => To::BegunBy(self.client_id(words)),
        };
        Ok(Draft { to, ..draft })
    }

    /// The client id of the draft with a number. There is none with the number 0.
    fn client_id(&self, number: u32) -> ClientMadeId {
        let place = usize::try_from(number).unwrap().checked_sub(1);
        let made = place.and_then(|place| self.drafts.get(place)).cloned();
        made.unwrap_or_else(|| ClientMadeId::new(&client_id()).unwrap())
    }

    fn send(&mut self, b: Browser, draft: Draft) -> Outcome {
        let browser = &mut self.browsers[b];
        let token = browser.device.token.clone().ok_or(Refused::Nothing)?;
        browser.sent = Some(draft.clone());
        outcome(browser.device.send(Draft { token, ..draft })).map(|done| taken(&done))
    }

    fn log_in(&mut self, b: Browser, token: &Token) -> Outcome {
        let text = self.world.key.sign(&self.claims(token));
        let verified = self.world.verified(&text);
        let logged_in = self.browsers[b].device.log_in(&verified);
        if let Err(Stop::Refused(use_cases::Refused::Login(_))) = &logged_in {
            self.log_out_another(b, &text)?;
        }
        let real = outcome(logged_in)?;
        Ok(Answer::LoggedIn(LoggedIn {
            session: real.session,
            user: real.user,
            device: real.device,
            conversation: real.conversation.map(|(id, _)| id),
            joined: real.joined,
            asked: real.asked,
            is_new: real.new_secret,
            expires_at: real.expires_at,
        }))
    }

    fn bring_bad_token(&mut self, b: Browser, x: X) -> Outcome {
        let text = SigningKey::new(self.world.key.id, &"another secret".repeat(3))
            .sign(&claims(&names::external_id(self.history, x)));
        let judged = run(self.world.nodes[0].judge(self.world.account, self.world.channel, &text)).unwrap();
        self.log_out_another(b, &text)?;
        Err(Refused::Login(judged.outcome.unwrap_err().reason()))
    }

    /// SES-12, as the endpoint does it.
    fn log_out_another(&self, b: Browser, token: &str) -> Result<(), Refused> {
        let Some(session) = self.browsers[b].device.token.clone() else { return Ok(()) };
        let token = token.to_owned();
        outcome(self.world.write(move |tx| {
            let named = UnprovenId::of(&token, SettingKind::SigningKeys, Namespace::Account).unwrap();
            log_out::log_out_another(tx, &session, &named)
        }))
    }

    fn claims(&self, token: &Token) -> Claims {
        let now = self.world.nodes[0].now();
        Claims {
            email: token.email.map(|(e, _)| self.address(e)),
            email_verified: match token.email {
                Some((_, EmailVerified::Yes)) => Some(true),
                Some((_, EmailVerified::No)) => Some(false),
                Some((_, EmailVerified::Unsaid)) | None => None,
            },
            exp: match token.lifetime {
                Lifetime::Endless => None,
                Lifetime::For(span) => Some(now.plus(span)),
            },
            iat: token.issued_at,
            name: Some(Name::new(&names::name(self.history, token.x)).unwrap()),
            ..claims(&names::external_id(self.history, token.x))
        }
    }

    fn address(&self, e: E) -> EmailAddress {
        EmailAddress::new(&names::address(self.history, e)).unwrap()
    }

    fn release_address(&self, e: E, x: X) -> Result<(), Refused> {
        let (address, external_id) = (names::address(self.history, e), names::external_id(self.history, x));
        let by = self.world.administrator.clone();
        outcome(self.world.write(move |tx| {
            let open = conflicts::list(tx, &by, None)?.conflicts;
            let of = |open: &&conflicts::OpenConflict| {
                open.conflict.address == address && open.conflict.external_id == external_id
            };
            let conflict = open.iter().find(of).ok_or(use_cases::Refused::NotFound)?;
            conflicts::release_address(tx, &by, conflict.conflict.id)
        }))
    }
}

fn opened(opened: Opened) -> Answer {
    let Opened { session, user, device, expires_at } = opened;
    Answer::Opened { session, user, device, expires_at }
}

fn taken(taken: &Taken) -> Answer {
    Answer::Taken { message: taken.message.id, conversation: taken.conversation.0, repeated: taken.repeated }
}

fn parted(undone: &UndoneMerge) -> Answer {
    let back = |fate: &Returned| *fate == Returned::Back;
    Answer::Parted(Parted {
        users: (undone.undone.0.id, undone.survivor.0.id),
        conversations: (undone.undone.1, undone.survivor.1),
        back: undone.back,
        settled: undone.settled,
        lost: undone.addresses.iter().filter(|(_, fate)| !back(fate)).count(),
    })
}
