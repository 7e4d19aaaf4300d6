//! Peers that say nothing, too much, or what nobody understands; and the end of the server.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    people::draft,
    wire::{BROKEN, Frame},
    world::{pass, play},
};

fn not_understood() -> (u16, String) {
    (4003, "not_understood".to_owned())
}

#[test]
fn a_device_says_only_what_is_known() {
    play(async |world| {
        let device = world.anonymous().await;
        for message in [
            Message::text("{}"),
            Message::text(r#"{"t":"auth","session":"again"}"#),
            Message::text("hello"),
            Message::binary(vec![1, 2, 3]),
        ] {
            let mut socket = world.device(&device).await;
            socket.send(message.clone()).await;
            assert_eq!(socket.closed().await, not_understood(), "{message}");
        }
    });
}

#[test]
fn an_agent_says_only_what_is_known() {
    play(async |world| {
        for message in [
            json!({"t": "watch"}),
            json!({"t": "watch", "c": "everything", "after": 0}),
            json!({"t": "watch", "c": "0123456789abcdef01234567", "after": 0, "and": 1}),
            json!({"t": "inbox"}),
            json!([]),
        ] {
            let mut socket = world.agent().await;
            socket.say(&message).await;
            assert_eq!(socket.closed().await, not_understood(), "{message}");
        }
    });
}

#[test]
fn frames_have_64_kib_at_most() {
    play(async |world| {
        let mut agent = world.agent().await;
        let padding = " ".repeat(64 * 1024);
        agent.send(Message::text(padding)).await;
        assert_eq!(agent.closed().await, not_understood());
        let mut agent = world.agent().await;
        agent.send(Message::text(" ".repeat(64 * 1024 + 1))).await;
        let closed = agent.closed().await;
        assert!(closed == not_understood() || closed == (BROKEN.0, BROKEN.1.to_owned()), "{closed:?}");
    });
}

#[test]
fn a_ping_is_answered_and_says_nothing() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut socket = world.device(&device).await;
        socket.send(Message::Ping("?".into())).await;
        world.post(&device, "Hello").await;
        socket.event().await;
    });
}

#[test]
fn whoever_is_silent_for_a_minute_is_gone() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut silent = world.device(&device).await;
        let mut answers = world.device(&device).await;
        for _ in 0..3 {
            pass(20).await;
            // The timers that are due run before anything that is asked now is answered.
            let mut beat = world.device(&device).await;
            beat.send(Message::Close(None)).await;
            beat.closed().await;
            answers.send(Message::Pong("here".into())).await;
            world.post(&device, "tick").await;
            while !matches!(answers.frame().await, Frame::Said(said) if said["t"] == "event") {}
        }
        assert_eq!(silent.closed().await, (BROKEN.0, BROKEN.1.to_owned()));
        world.post(&device, "tock").await;
        answers.event().await;
    });
}

#[test]
fn a_device_that_falls_64_frames_behind_begins_anew() {
    play(async |world| {
        let device = world.anonymous().await;
        let (conversation, _) = world.post(&device, "first").await.conversation;
        let mut socket = world.device(&device).await;
        socket.event().await;
        // The server's one thread stands here until all of them are written: none of them is taken meanwhile.
        let drafts: Vec<_> = (0..100).map(|number| draft(&device, &number.to_string())).collect();
        let written = world.app.store.write(world.account, move |tx| {
            let mut announcements = Vec::new();
            for draft in &drafts {
                let posted = bonafide_server::use_cases::post_message::post_message(tx, draft);
                announcements.extend(posted.map_err(|_| bonafide_store::StoreError::Busy)?.announcements);
            }
            Ok(bonafide_store::Done { value: (), announcements })
        });
        written.await.unwrap();
        for n in 2..=65 {
            assert_eq!(socket.event().await["n"], n);
        }
        assert_eq!(socket.closed().await, (4003, "too_slow".to_owned()));

        let (mut again, _) = world.ready(&device, json!({ conversation.to_string(): 65 })).await;
        assert_eq!(again.event().await["n"], 66);
    });
}

#[test]
fn the_end_of_the_server_tells_every_socket_to_move() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut sockets = [world.device(&device).await, world.agent().await];
        world.app.shutdown.begin();
        for socket in &mut sockets {
            assert_eq!(socket.closed().await, (4004, "moving".to_owned()));
        }
        drop(sockets);
        timeout(Duration::from_secs(5), world.served).await.unwrap().unwrap();
    });
}
