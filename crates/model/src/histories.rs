//! Histories: events in an order that a number decides, on a small world.

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, MergeId, UserId},
    identity::{Answer as Said, AttachedBy, Authority, EmailPolicy, JoinPolicy},
    ticket::Status,
    time::{Millis, Span},
};

use crate::{
    Browser, Client, E, Event, Fate, Lifetime, Token, World, X,
    event::{Act, Aim, Deed},
};

/// How many browsers a history happens at.
pub const BROWSERS: usize = 3;
/// How many external ids tokens name.
const EXTERNAL_IDS: u64 = 3;
/// How many addresses tokens bring.
const ADDRESSES: u64 = 2;

/// Numbers that follow from a first one (SplitMix64): the same history anywhere, at any time.
#[derive(Debug, Clone)]
struct Lots(u64);

impl Lots {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let place = self.below(u64::try_from(all.len()).ok()?.max(1));
        all.get(usize::try_from(place).ok()?).copied()
    }

    fn browser(&mut self) -> Browser {
        self.one_of(&[0, 1, 2]).unwrap_or(0)
    }

    fn x(&mut self) -> X {
        X(u8::try_from(self.below(EXTERNAL_IDS)).unwrap_or_default())
    }

    fn e(&mut self) -> E {
        E(u8::try_from(self.below(ADDRESSES)).unwrap_or_default())
    }
}

/// The history of a number: this many events from the beginning of `world` on.
pub fn history(seed: u64, events: usize, begin: &World) -> Vec<Event> {
    let mut lots = Lots(seed);
    let policy = lots.one_of(&EmailPolicy::ALL).unwrap_or(EmailPolicy::VerifiedOnly);
    let join = lots.one_of(&JOINS).unwrap_or(JoinPolicy::Ask);
    let mut history =
        vec![Event::Policy(policy), Event::JoinPolicy(join), Event::Multiple(lots.below(2) == 0)];
    let mut world = history.iter().fold(begin.clone(), |world, event| world.after(event).0);
    while history.len() < events {
        let event = next(&mut lots, &world);
        (world, _) = world.after(&event);
        history.push(event);
    }
    history
}

/// What happens next: mostly what people do, now and then what agents and administrators do, and rarely a long time.
fn next(lots: &mut Lots, world: &World) -> Event {
    let b = lots.browser();
    match lots.below(100) {
        0..18 => Event::At(b, Act::Say(aim(lots, world))),
        18..22 => Event::At(b, Act::Compose(aim(lots, world))),
        22..28 => Event::At(b, Act::Send),
        28..31 => Event::At(b, Act::Repeat),
        31..33 => Event::At(b, Act::Open),
        33..37 => Event::At(answers(lots, world, b), Act::Answer(said(lots))),
        37..42 => Event::At(b, Act::Give(lots.e())),
        42..62 => Event::At(b, Act::LogIn(token(lots, world.now))),
        62..63 => Event::At(b, Act::BadToken(lots.x())),
        63..64 => look(lots, world, b),
        64..71 => Event::At(b, Act::LogOut),
        71..75 => Event::Wait(wait(lots)),
        75 => setting(lots),
        76..85 => about_who_is_who(lots, world, b),
        _ => of_the_company(lots, world, b),
    }
}

fn of_the_company(lots: &mut Lots, world: &World, b: Browser) -> Event {
    let users: Vec<UserId> = world.kept.users.iter().map(|(id, _)| id).collect();
    let Some(user) = lots.one_of(&users) else { return Event::At(b, Act::Say(Aim::Latest)) };
    match lots.below(20) {
        0..2 => Event::To(user, Deed::Ban),
        2..5 => {
            let banned: Vec<_> =
                users.into_iter().filter(|user| world.kept.users[*user].is_banned()).collect();
            Event::To(lots.one_of(&banned).unwrap_or(user), Deed::LiftBan)
        }
        5 => Event::EndSession(b),
        6 => Event::To(user, Deed::EndSessions(lots.below(2) == 0)),
        7 => Event::To(user, Deed::AcceptEarlier),
        8..11 => Event::To(user, Deed::Attach(lots.e(), attached_by(lots))),
        11 => Event::To(user, Deed::Detach(lots.e())),
        12 => match lots.one_of(&world.kept.conflicts) {
            Some((e, x)) => Event::ReleaseAddress(e, x),
            None => Event::To(user, Deed::Attach(lots.e(), AttachedBy::Agent { checked: true })),
        },
        13..15 => Event::To(user, Deed::Answer),
        15..17 => Event::Policy(lots.one_of(&EmailPolicy::ALL).unwrap_or(EmailPolicy::VerifiedOnly)),
        _ => Event::To(user, Deed::PutTicket(lots.one_of(&Status::ALL).unwrap_or(Status::Closed))),
    }
}

fn attached_by(lots: &mut Lots) -> AttachedBy {
    match lots.below(5) {
        0..2 => AttachedBy::Agent { checked: true },
        2..4 => AttachedBy::Agent { checked: false },
        _ => AttachedBy::Program,
    }
}

/// Merges by hand, mostly of two who stand for themselves, and undoings, mostly of the newest; and people who are erased.
fn about_who_is_who(lots: &mut Lots, world: &World, b: Browser) -> Event {
    let kept = &world.kept;
    let (users, roots): (Vec<UserId>, Vec<UserId>) =
        (kept.users.iter().map(|(id, _)| id).collect(), kept.roots().collect());
    let some = |lots: &mut Lots| match lots.below(8) {
        0 => lots.one_of(&users),
        _ => lots.one_of(&roots),
    };
    let (Some(one), Some(other)) = (some(lots), some(lots)) else {
        return Event::At(b, Act::Say(Aim::Latest));
    };
    let by = lots.one_of(&[Authority::Administrator, Authority::Administrator, Authority::Agent]);
    match lots.below(12) {
        0..5 => Event::Merge(one, other, by.unwrap_or(Authority::Agent)),
        5..9 => {
            let merges: Vec<MergeId> = kept.merges.iter().map(|(id, _)| id).collect();
            let newest = kept.merges.iter().filter(|(_, merge)| merge.fate == Fate::Stands).last();
            let any = lots.one_of(&merges);
            let undone = newest.map(|(id, _)| id).filter(|_| lots.below(4) > 0).or(any);
            undone.map_or(Event::Merge(one, other, Authority::Administrator), Event::Undo)
        }
        9 => Event::To(one, Deed::Erase),
        10 => Event::FinishErasures,
        _ => match lots.one_of(&kept.erasures) {
            Some(erasure) => Event::To(erasure.user, Deed::LiftKeptBan),
            None => Event::To(one, Deed::Ban),
        },
    }
}

/// Which conversation words are for: mostly none is named, else one that they begin, or any that there ever was.
fn aim(lots: &mut Lots, world: &World) -> Aim {
    match lots.below(10) {
        0..4 => Aim::Latest,
        4..6 => Aim::New,
        6..9 => a_conversation(lots, world).map_or(Aim::New, Aim::Conversation),
        _ => Aim::BegunBy(u32::try_from(lots.below(u64::from(world.client_ids) + 1)).unwrap_or_default()),
    }
}

fn a_conversation(lots: &mut Lots, world: &World) -> Option<ConversationId> {
    let all: Vec<ConversationId> = world.kept.conversations.iter().map(|(id, _)| id).collect();
    lots.one_of(&all)
}

fn look(lots: &mut Lots, world: &World, b: Browser) -> Event {
    let of = a_conversation(lots, world);
    Event::At(b, of.map_or(Act::Open, Act::Look))
}

/// Mostly a browser that is asked something.
fn answers(lots: &mut Lots, world: &World, b: Browser) -> Browser {
    let is_asked = |client: &Client| {
        client.session.is_some_and(|session| world.kept.open_question(session, world.now).is_some())
    };
    let clients = world.clients.iter().enumerate();
    let asked: Vec<Browser> = clients.filter(|(_, it)| is_asked(it)).map(|(number, _)| number).collect();
    let any = lots.below(5) == 0;
    lots.one_of(&asked).filter(|_| !any).unwrap_or(b)
}

/// More often *yes*, of which more comes.
fn said(lots: &mut Lots) -> Said {
    if lots.below(4) == 0 { Said::NotMine } else { Said::Mine }
}

/// The settings that an account has, mostly so that people are asked.
fn setting(lots: &mut Lots) -> Event {
    match lots.below(2) {
        0 => Event::JoinPolicy(lots.one_of(&JOINS).unwrap_or(JoinPolicy::Ask)),
        _ => Event::Multiple(lots.below(2) == 0),
    }
}

const JOINS: [JoinPolicy; 4] =
    [JoinPolicy::WithinHalfAnHour, JoinPolicy::Always, JoinPolicy::Ask, JoinPolicy::Ask];

fn token(lots: &mut Lots, now: Millis) -> Token {
    let says = [EmailVerified::Yes, EmailVerified::Yes, EmailVerified::No, EmailVerified::Unsaid];
    let email = match lots.below(3) {
        0 => None,
        _ => lots.one_of(&says).map(|says| (lots.e(), says)),
    };
    let lifetime = match lots.below(3) {
        0 => Lifetime::For(Span::minutes(10)),
        1 => Lifetime::For(Span::days(30)),
        _ => Lifetime::Endless,
    };
    let issued_at = match lots.below(3) {
        0 => None,
        1 => Some(now.minus(Span::minutes(20))),
        _ => Some(now),
    };
    Token { x: lots.x(), email, lifetime, issued_at }
}

fn wait(lots: &mut Lots) -> Span {
    let spans = [
        Span::seconds(1),
        Span::minutes(5),
        Span::minutes(11),
        Span::minutes(31),
        Span::minutes(241),
        Span::days(15),
        Span::days(91),
    ];
    lots.one_of(&spans).unwrap_or(Span::seconds(1))
}
