//! The hub without a network: who hears what, and who does not.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::{
    id::{ConversationId, Id, KeyId, SessionId, UserId},
    time::Millis,
};
use bonafide_store::{
    events::{Event, Happening},
    messages::Visibility,
};
use futures_util::FutureExt;
use tokio::{task::unconstrained, time::timeout};

use super::*;
use crate::realtime::{
    agents::InboxState,
    close::Close,
    frames::Says,
    queue::{Item, QUEUE},
};

const ACCOUNT: AccountId = id(1);
const CONVERSATION: ConversationId = id(2);
const USER: UserId = id(3);
const SESSION: SessionId = id(4);
const KEY: KeyId = id(5);
const AGENT: AgentSessionId = id(6);

const fn id<K>(number: u8) -> Id<K> {
    Id::from_bytes([number; 12])
}

const DEVICE: Device = Device { session: SESSION, secret_hash: [0; 32], user: USER, key: Some(KEY) };

fn event(seq: i64) -> Event {
    Event {
        conversation: CONVERSATION,
        user: USER,
        seq,
        visibility: Visibility::All,
        what: Happening::SignedOut(SESSION),
        at: Millis::new(0),
    }
}

fn happened(seq: i64) -> Announcement {
    Announcement::Happened(event(seq))
}

/// What waits for a socket now.
fn waiting(seat: &mut Seat) -> Vec<Result<Item, Close>> {
    let mut waiting = Vec::new();
    // Unconstrained: tokio makes a task that has taken much look as if nothing were there.
    while let Some(next) = unconstrained(seat.inlet.next()).now_or_never() {
        let last = next.is_err();
        waiting.push(next);
        if last {
            break;
        }
    }
    waiting
}

fn numbers(seat: &mut Seat) -> Vec<i64> {
    let number = |item| match item {
        Ok(Item::Event { n, .. }) => Some(n),
        Ok(Item::Tell(_) | Item::LookAgain) | Err(_) => None,
    };
    waiting(seat).into_iter().filter_map(number).collect()
}

fn texts(seat: &mut Seat) -> Vec<Utf8Bytes> {
    let text = |item| match item {
        Ok(Item::Event { text, .. } | Item::Tell(text)) => Some(text),
        Ok(Item::LookAgain) | Err(_) => None,
    };
    waiting(seat).into_iter().filter_map(text).collect()
}

fn heads(seat: &mut Seat) -> usize {
    texts(seat).iter().filter(|text| text.contains(r#""t":"head""#)).count()
}

#[tokio::test]
async fn an_event_is_heard_by_its_users_devices_and_the_agents_who_watch_and_by_nobody_else() {
    let hub = Hub::default();
    let other = Device { session: id(14), user: id(13), ..DEVICE };
    let mut devices = [ACCOUNT, ACCOUNT, id(11)].map(|account| hub.seat_device(account, DEVICE).unwrap());
    let mut others = hub.seat_device(ACCOUNT, other).unwrap();
    let mut agents = [ACCOUNT, ACCOUNT, id(11)].map(|account| hub.seat_agent(account, AGENT));
    for agent in [&agents[0], &agents[2]] {
        agent.with(|sockets, number| sockets.agents.watch(number, CONVERSATION));
    }
    agents[1].with(|sockets, number| sockets.agents.watch(number, id(12)));

    hub.tell(ACCOUNT, &happened(1));
    hub.tell(ACCOUNT, &happened(2));
    let heard: Vec<_> = devices.iter_mut().chain(&mut agents).map(numbers).collect();
    assert_eq!(heard, [vec![1, 2], vec![1, 2], vec![], vec![1, 2], vec![], vec![]]);
    assert_eq!(waiting(&mut others), []);
}

#[tokio::test]
async fn an_event_is_written_once_for_all_who_see_it_alike() {
    let hub = Hub::default();
    let mut seats = [(); 2].map(|()| hub.seat_device(ACCOUNT, DEVICE).unwrap());
    hub.tell(ACCOUNT, &happened(1));
    let [first, second] = seats.each_mut().map(|seat| texts(seat).remove(0));
    assert_eq!(first.as_str().as_ptr(), second.as_str().as_ptr());
}

#[tokio::test]
async fn whoever_is_64_frames_behind_hears_those_and_is_closed_as_too_slow() {
    let hub = Hub::default();
    let mut slow = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let mut quick = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let mut slow_agent = hub.seat_agent(ACCOUNT, AGENT);
    slow_agent.with(|sockets, number| sockets.agents.watch(number, CONVERSATION));
    let last = i64::try_from(QUEUE).unwrap() + 1;
    for seq in 1..=last {
        hub.tell(ACCOUNT, &happened(seq));
        assert_eq!(numbers(&mut quick), [seq]);
    }
    for slow in [&mut slow, &mut slow_agent] {
        let waiting = waiting(slow);
        assert_eq!((waiting.len(), waiting.last()), (QUEUE + 1, Some(&Err(Close::TOO_SLOW))));
    }
}

#[tokio::test]
async fn what_happens_to_sessions_makes_their_sockets_look_again_and_no_others() {
    let hub = Hub::default();
    let mut device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let other = Device { session: id(14), user: id(13), key: None, ..DEVICE };
    let mut other = hub.seat_device(ACCOUNT, other).unwrap();
    let mut agent = hub.seat_agent(ACCOUNT, AGENT);
    let mut another = hub.seat_agent(ACCOUNT, id(16));
    let (to_device, to_agent) = ([1, 0, 0, 0], [0, 0, 1, 0]);
    // Agents hear besides that the inbox changed: a test of its own.
    let inbox = Ok(Item::Tell(Says::Inbox.text()));
    for (announcement, looks) in [
        (Announcement::SessionEnded(SESSION), to_device),
        (Announcement::SessionRenewed(SESSION), to_device),
        (Announcement::UserEnded(USER), to_device),
        (Announcement::UserMoved(USER), to_device),
        (Announcement::KeyEnded(KEY), to_device),
        (Announcement::AgentSessionEnded(AGENT), to_agent),
        (Announcement::SessionEnded(id(99)), [0; 4]),
    ] {
        hub.tell(id(11), &announcement);
        hub.tell(ACCOUNT, &announcement);
        let heard = [&mut device, &mut other, &mut agent, &mut another].map(waiting);
        let heard = heard.map(|heard| heard.into_iter().filter(|item| *item != inbox).collect::<Vec<_>>());
        assert_eq!(heard, looks.map(|times| vec![Ok(Item::LookAgain); times]), "{announcement:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_inbox_is_hinted_at_when_sessions_end_for_marks_end_with_them() {
    let hub = Hub::default();
    let mut agent = hub.seat_agent(ACCOUNT, AGENT);
    for (news, hinted) in [
        (Announcement::UserEnded(USER), true),
        (Announcement::UserMoved(USER), true),
        (Announcement::KeyEnded(id(9)), true),
        (Announcement::SessionEnded(SESSION), true),
        (Announcement::SessionRenewed(SESSION), false),
        (Announcement::AgentSessionEnded(id(9)), false),
    ] {
        hub.tell(ACCOUNT, &news);
        let hint = timeout(Duration::from_secs(1), agent.inlet.next()).await;
        assert_eq!(hint.is_ok(), hinted, "{news:?}");
    }
}

#[tokio::test]
async fn a_renewed_session_goes_with_its_new_key() {
    let hub = Hub::default();
    let mut device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    device.with(|sockets, number| sockets.devices.renewed(number, Some(id(15))));
    hub.tell(ACCOUNT, &Announcement::KeyEnded(KEY));
    assert_eq!(waiting(&mut device), []);
    hub.tell(ACCOUNT, &Announcement::KeyEnded(id(15)));
    assert_eq!(waiting(&mut device), [Ok(Item::LookAgain)]);
}

#[tokio::test]
async fn a_head_is_told_to_those_who_were_told_less() {
    let hub = Hub::default();
    let mut device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let mut agent = hub.seat_agent(ACCOUNT, AGENT);
    agent.with(|sockets, number| sockets.agents.watch(number, CONVERSATION));
    let mut told = |n| {
        device.with(|sockets, number| sockets.devices.has_heads(number, &[(CONVERSATION, n)]));
        agent.with(|sockets, _| sockets.agents.has_head(CONVERSATION, n));
        [heads(&mut device), heads(&mut agent)]
    };
    assert_eq!((told(2), told(2), told(1)), ([1, 1], [0, 0], [0, 0]));
    hub.tell(ACCOUNT, &happened(3));
    assert_eq!((told(3), told(4)), ([0, 0], [1, 1]));
}

#[tokio::test]
async fn what_a_socket_read_itself_counts_as_told() {
    let hub = Hub::default();
    let mut device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    device.with(|sockets, number| {
        sockets.devices.caught_up(number, CONVERSATION, 5);
        sockets.devices.caught_up(number, CONVERSATION, 4);
        assert_eq!(sockets.devices.heads(number), [(CONVERSATION, 5)]);
        sockets.devices.has_heads(number, &[(CONVERSATION, 5)]);
    });
    assert_eq!(waiting(&mut device), []);
}

#[tokio::test(start_paused = true)]
async fn the_inbox_is_hinted_at_when_it_has_another_top_or_lost_a_ticket() {
    let hub = Hub::default();
    let mut agent = hub.seat_agent(ACCOUNT, AGENT);
    let (first, again, second) = (Some((id(1), 1)), Some((id(1), 2)), Some((id(2), 2)));
    for (top, live, hinted) in [
        (None, 0, true),
        (None, 0, false),
        (first, 1, true),
        (first, 1, false),
        (again, 1, true),
        (second, 2, true),
        (second, 1, true),
        (second, 1, false),
    ] {
        let top = top.map(|(ticket, at)| (ticket, Millis::new(at)));
        agent.with(|sockets, _| sockets.agents.inbox_is(InboxState { top, live }));
        let hint = timeout(Duration::from_secs(1), agent.inlet.next()).await;
        assert_eq!(hint.is_ok(), hinted, "{top:?} {live}");
    }
}

#[tokio::test]
async fn a_seat_that_is_given_up_leaves_nothing_behind() {
    let hub = Hub::default();
    let device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let agent = hub.seat_agent(ACCOUNT, AGENT);
    assert_eq!(hub.accounts(), [ACCOUNT]);
    drop(device);
    assert_eq!(hub.accounts(), [ACCOUNT]);
    drop(agent);
    assert_eq!(hub.accounts(), []);
    hub.tell(ACCOUNT, &happened(1));
    assert_eq!(hub.accounts(), []);
}

#[tokio::test]
async fn whoever_has_a_seat_when_the_process_ends_moves_and_whoever_takes_one_later_does() {
    let hub = Hub::default();
    let mut before = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    hub.tell(ACCOUNT, &happened(1));
    hub.move_all();
    let mut after = [hub.seat_device(ACCOUNT, DEVICE).unwrap(), hub.seat_agent(ACCOUNT, AGENT)];
    let before = waiting(&mut before);
    assert_eq!((before.len(), before.last()), (2, Some(&Err(Close::MOVING))));
    assert_eq!(after.each_mut().map(waiting), [const { [Err(Close::MOVING)] }; 2]);
    assert_eq!(hub.accounts(), []);
}

#[tokio::test]
async fn news_comes_out_in_the_order_it_went_in() {
    let hub = Hub::default();
    let mut device = hub.seat_device(ACCOUNT, DEVICE).unwrap();
    let announce = hub.announce();
    announce(ACCOUNT, vec![happened(1), Announcement::SessionEnded(SESSION)]);
    announce(ACCOUNT, vec![happened(2)]);
    let listening = tokio::spawn({
        let hub = hub.clone();
        async move { hub.listen().await }
    });
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(match device.inlet.next().await.unwrap() {
            Item::Event { n, .. } => n,
            Item::LookAgain => 0,
            Item::Tell(text) => panic!("{text}"),
        });
    }
    assert_eq!(heard, [1, 0, 2]);
    listening.abort();
}

#[tokio::test]
async fn news_that_finds_no_room_is_dropped_and_that_is_noticed() {
    let hub = Hub::default();
    let announce = hub.announce();
    for _ in 0..NEWS {
        announce(ACCOUNT, Vec::new());
    }
    assert_eq!(hub.lost().now_or_never(), None);
    announce(ACCOUNT, Vec::new());
    assert_eq!(hub.lost().now_or_never(), Some(()));
}
