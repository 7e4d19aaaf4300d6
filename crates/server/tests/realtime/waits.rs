//! What people are told who wait in queues that tell it (ROU-4, ROU-8).

use bonafide_domain::{
    id::Id,
    routing::{Draft, HoursDraft},
    text::KeyName,
};
use bonafide_server::{
    realtime::waits,
    routing,
    use_cases::{give_tickets, queues, workstreams},
};
use serde_json::{Value, json};

use crate::{
    people::Device,
    wire::Wire,
    world::{World, play, play_without_hints},
};

impl World {
    /// Sends everything to a new queue, whose tickets the administrator takes by hand.
    async fn route(&self, tells_waiting: bool, hours: Option<HoursDraft>) {
        let name = KeyName::new("Everybody").unwrap();
        let wanted = queues::Wanted {
            name: name.clone(),
            pushes: false,
            hours,
            closed_text: None,
            tells_waiting: Some(tells_waiting),
            members: vec![Id::ZERO.next()],
        };
        let made = self.administer(move |tx, token| queues::create(tx, token, &wanted)).await;
        let draft = Draft { variables: Vec::new(), rules: Vec::new(), fallback: made.queue.id };
        let wanted = workstreams::Wanted { name, channels: vec![self.channel], draft };
        self.administer(move |tx, token| workstreams::create(tx, token, &wanted)).await;
    }

    /// Somebody who has written, with their socket and their conversation; what they wrote is in the queue.
    async fn waiting(&self) -> (Device, Wire, Value) {
        let device = self.anonymous().await;
        let (conversation, head) = self.post(&device, "Hello").await.conversation;
        let socket = self.ready(&device, json!({ conversation.to_string(): head })).await.0;
        self.clock.forward(1);
        routing::all(&self.app).await;
        (device, socket, json!(conversation))
    }

    /// An agent takes the next ticket.
    async fn take_next(&self) {
        assert!(self.administer(give_tickets::take_next).await.is_some());
    }

    /// What is done every few seconds, and soon after tickets were given out.
    async fn look(&self) {
        waits::all(&self.app, None).await;
    }
}

fn open(c: &Value, position: u32, minutes: Option<u32>) -> Value {
    json!({"t": "waits", "c": c, "wait": {"is": "open", "position": position, "minutes": minutes}})
}

/// The next that is told of waiting, after what was missed.
async fn waits_of(socket: &mut Wire) -> Value {
    loop {
        let told = socket.hear().await;
        if told["t"] == "waits" {
            return told;
        }
    }
}

#[test]
fn rou_4_everybody_is_told_their_place_when_it_is_another() {
    play_without_hints(async |world| {
        world.route(true, None).await;
        let (_, mut one, c1) = world.waiting().await;
        let (device, mut two, c2) = world.waiting().await;
        world.look().await;
        assert_eq!(one.hear().await, open(&c1, 1, None));
        assert_eq!(two.hear().await, open(&c2, 2, None));
        world.look().await; // and nobody is told again
        world.take_next().await;
        world.look().await;
        assert_eq!(one.hear().await, json!({"t": "waits", "c": c1, "wait": null}));
        assert_eq!(two.hear().await, open(&c2, 1, None));

        // Whoever comes back is told at once what was told last.
        let (mut again, ready) = world.ready(&device, json!({ c2.as_str().unwrap(): 1 })).await;
        assert_eq!(ready["conversation"]["id"], c2);
        assert_eq!(waits_of(&mut again).await, open(&c2, 1, None));
    });
}

#[test]
fn rou_4_about_how_long_it_takes_is_told_once_enough_have_left() {
    play_without_hints(async |world| {
        world.route(true, None).await;
        for _ in 0..3 {
            world.waiting().await;
        }
        let (_, mut last, c) = world.waiting().await;
        world.look().await;
        assert_eq!(last.hear().await, open(&c, 4, None));
        world.clock.forward(180);
        for _ in 0..3 {
            world.take_next().await;
        }
        world.look().await;
        assert_eq!(last.hear().await, open(&c, 1, Some(1)));
    });
}

#[test]
fn rou_8_outside_opening_hours_no_place_is_told_but_that_it_is_closed() {
    play_without_hints(async |world| {
        let never = HoursDraft { time_zone: "Europe/Zurich".into(), weekly: vec![], holidays: vec![] };
        world.route(true, Some(never)).await;
        let (_, mut socket, c) = world.waiting().await;
        world.look().await;
        assert_eq!(socket.hear().await, json!({"t": "waits", "c": c, "wait": {"is": "closed"}}));
    });
}

#[test]
fn rou_4_a_queue_that_does_not_tell_tells_nothing() {
    play_without_hints(async |world| {
        world.route(false, None).await;
        let (device, mut socket, _) = world.waiting().await;
        world.look().await;
        world.post(&device, "Anybody?").await;
        world.recheck().await;
        assert_eq!(socket.hear().await["t"], "head");
    });
}

#[test]
fn rou_4_it_is_told_by_itself_soon_after_the_ticket_came_into_the_queue() {
    play(async |world| {
        world.route(true, None).await;
        let (_, mut socket, c) = world.waiting().await;
        assert_eq!(waits_of(&mut socket).await, open(&c, 1, None));
    });
}
