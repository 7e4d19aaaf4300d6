//! What comes out of a queue, and when.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    task::Wake,
    time::Duration,
};

use tokio::time::{Instant, advance, timeout};

use super::*;

/// How long a hint rests, as agents are promised: ten times a second at most.
const REST: Duration = Duration::from_millis(100);

fn tell(text: &'static str) -> Item {
    Item::Tell(Utf8Bytes::from_static(text))
}

fn inbox() -> Item {
    Item::Tell(Says::Inbox.text())
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn many_changes_are_one_hint_at_once_and_one_when_the_rest_is_over() {
    let (outlet, mut inlet) = pair();
    assert_eq!(inlet.at_hand(), None);
    let began = Instant::now();
    outlet.hint();
    outlet.hint();
    assert_eq!(inlet.next().await, Ok(inbox()));
    assert_eq!(began.elapsed(), Duration::ZERO);
    for _ in 0..10 {
        outlet.hint();
    }
    assert_eq!(inlet.at_hand(), None);
    assert_eq!(inlet.next().await, Ok(inbox()));
    assert_eq!(began.elapsed(), REST);
    advance(REST).await;
    assert_eq!(inlet.at_hand(), None);
}

#[tokio::test(start_paused = true)]
async fn a_hint_is_not_lost_when_nobody_waits_any_more() {
    let (outlet, mut inlet) = pair();
    outlet.hint();
    assert_eq!(inlet.next().await, Ok(inbox()));
    outlet.hint();
    for _ in 0..3 {
        assert!(timeout(REST / 10, inlet.next()).await.is_err());
    }
    assert_eq!(inlet.next().await, Ok(inbox()));
}

#[tokio::test(start_paused = true)]
async fn a_hint_that_comes_after_the_rest_goes_out_at_once() {
    let (outlet, mut inlet) = pair();
    for _ in 0..3 {
        outlet.hint();
        assert_eq!(inlet.at_hand(), Some(Ok(inbox())));
        assert_eq!(inlet.at_hand(), None);
        advance(REST).await;
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_is_woken_by_what_is_put_and_by_the_end() {
    let (outlet, mut inlet) = pair();
    let putting = async {
        outlet.put(tell("1")).unwrap();
        outlet
    };
    let (item, outlet) = tokio::join!(inlet.next(), putting);
    assert_eq!(item, Ok(tell("1")));
    let (item, ()) = tokio::join!(inlet.next(), async { outlet.close(Close::CHANGED) });
    assert_eq!(item, Err(Close::CHANGED));
}

#[tokio::test(start_paused = true)]
async fn a_hint_that_is_raised_already_wakes_nobody() {
    let (outlet, mut inlet) = pair();
    assert_eq!(inlet.at_hand(), None);
    outlet.hint();
    assert_eq!(inlet.at_hand(), Some(Ok(inbox())));
    let woken = Arc::<Woken>::default();
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    for _ in 0..10 {
        assert!(inlet.poll_next(&mut context).is_pending());
        outlet.hint();
    }
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn items_come_out_in_their_order_before_a_hint_and_before_the_end() {
    let (outlet, mut inlet) = pair();
    outlet.hint();
    outlet.put(tell("1")).unwrap();
    outlet.put(Item::LookAgain).unwrap();
    assert_eq!(inlet.at_hand(), Some(Ok(tell("1"))));
    assert_eq!(inlet.at_hand(), Some(Ok(Item::LookAgain)));
    assert_eq!(inlet.at_hand(), Some(Ok(inbox())));
    outlet.put(tell("2")).unwrap();
    outlet.close(Close::CHANGED);
    assert_eq!(inlet.at_hand(), Some(Ok(tell("2"))));
    for _ in 0..2 {
        assert_eq!(inlet.at_hand(), Some(Err(Close::CHANGED)));
    }
}

#[tokio::test]
async fn a_socket_whose_outlet_is_gone_without_a_word_moves() {
    let (outlet, mut inlet) = pair();
    outlet.put(tell("1")).unwrap();
    drop(outlet);
    assert_eq!(inlet.at_hand(), Some(Ok(tell("1"))));
    assert_eq!(inlet.at_hand(), Some(Err(Close::MOVING)));
}

#[tokio::test]
async fn the_queue_has_64_places_which_are_free_again_once_it_is_read() {
    let (outlet, mut inlet) = pair();
    for _ in 0..2 {
        for _ in 0..QUEUE {
            assert_eq!(outlet.put(tell("1")), Ok(()));
        }
        assert_eq!(outlet.put(tell("2")), Err(Full));
        for _ in 0..QUEUE {
            assert_eq!(inlet.at_hand(), Some(Ok(tell("1"))));
        }
        assert_eq!(inlet.at_hand(), None);
    }
}

#[tokio::test]
async fn an_empty_queue_holds_no_room() {
    let (outlet, mut inlet) = pair();
    outlet.put(tell("1")).unwrap();
    assert_eq!(inlet.at_hand(), Some(Ok(tell("1"))));
    assert_eq!(outlet.0.waiting().items.capacity(), 0);
}

#[tokio::test]
async fn a_socket_that_left_takes_nothing_more() {
    let (outlet, inlet) = pair();
    drop(inlet);
    for _ in 0..=QUEUE {
        assert_eq!(outlet.put(tell("1")), Ok(()));
    }
    assert_eq!(outlet.0.waiting().items.capacity(), 0);
}
