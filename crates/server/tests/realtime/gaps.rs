//! What happened while nobody listened, and that nothing is told twice or passed over.

use bonafide_domain::{id::ConversationId, limits};
use bonafide_store::messages::Visibility;
use serde_json::{Value, json};

use crate::{
    people::Device,
    wire::{Frame, Wire, brief, text},
    world::{World, pass, play},
};

/// A device that has said `count` things.
async fn talkative(world: &World, count: i64) -> (Device, ConversationId) {
    let device = world.anonymous().await;
    let mut conversation = None;
    for number in 1..=count {
        conversation = Some(world.post(&device, &number.to_string()).await.conversation.0);
    }
    (device, conversation.unwrap())
}

fn heads(conversation: ConversationId, read: i64) -> Value {
    json!({ conversation.to_string(): read })
}

async fn numbers(wire: &mut Wire, count: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    while numbers.len() < count {
        numbers.push(brief(&wire.event().await).1);
    }
    numbers
}

#[test]
fn missed_events_follow_ready_in_order() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 3).await;
        for (read, missed) in [(json!({}), vec![1, 2, 3]), (heads(conversation, 1), vec![2, 3])] {
            let (mut wire, ready) = world.ready(&device, read).await;
            assert_eq!(ready["conversation"], json!({"id": conversation, "head": 3}));
            assert_eq!(numbers(&mut wire, missed.len()).await, missed);
        }
    });
}

#[test]
fn whoever_has_read_everything_hears_only_what_is_new() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 3).await;
        let (mut wire, _) = world.ready(&device, heads(conversation, 3)).await;
        world.post(&device, "new").await;
        let event = wire.event().await;
        assert_eq!((brief(&event).1, text(&event)), (4, "new"));
    });
}

#[test]
fn what_was_read_of_other_conversations_does_not_matter() {
    play(async |world| {
        let (_, others) = talkative(&world, 3).await;
        let (device, _) = talkative(&world, 1).await;
        let (mut wire, _) = world.ready(&device, heads(others, 1)).await;
        assert_eq!(numbers(&mut wire, 1).await, [1]);
        world.post(&device, "new").await;
        assert_eq!(numbers(&mut wire, 1).await, [2]);
    });
}

#[test]
fn a_gap_of_a_page_is_told_and_a_larger_one_is_read_anew() {
    play(async |world| {
        let (device, conversation) = talkative(&world, limits::EVENTS_PAGE + 1).await;
        let (mut wire, _) = world.ready(&device, heads(conversation, 1)).await;
        assert_eq!(numbers(&mut wire, 200).await, (2..=201).collect::<Vec<_>>());

        let (mut wire, ready) = world.ready(&device, json!({})).await;
        assert_eq!(ready["conversation"]["head"], 201);
        assert_eq!(wire.hear().await, json!({"t": "resync", "c": conversation}));
        world.post(&device, "new").await;
        assert_eq!(numbers(&mut wire, 1).await, [202]);
    });
}

#[test]
fn a_number_that_is_none_of_the_conversations_is_read_anew() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 2).await;
        for read in [3, -1, i64::MAX] {
            let (mut wire, _) = world.ready(&device, heads(conversation, read)).await;
            assert_eq!(wire.hear().await, json!({"t": "resync", "c": conversation}), "{read}");
            let mut agent = world.agent().await;
            agent.watch(conversation, read).await;
            assert_eq!(agent.hear().await, json!({"t": "resync", "c": conversation}), "{read}");
        }
    });
}

#[test]
fn what_happens_while_a_socket_opens_is_told_once() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 1).await;
        let mut agent = world.agent().await;
        for round in 0..20 {
            let before = 1 + round * 10;
            // Ten messages are written while the device is let in and the agent begins to watch.
            let writing = async {
                for _ in 0..10 {
                    world.post(&device, "meanwhile").await;
                }
            };
            let listening = async {
                let (mut wire, _) = world.ready(&device, heads(conversation, before)).await;
                numbers(&mut wire, 10).await
            };
            let watching = async {
                agent.watch(conversation, before).await;
                let heard = numbers(&mut agent, 10).await;
                agent.unwatch(conversation).await;
                heard
            };
            let ((), heard, watched) = tokio::join!(writing, listening, watching);
            let due: Vec<_> = (before + 1..=before + 10).collect();
            assert_eq!((&heard, &watched), (&due, &due), "round {round}");
        }
    });
}

#[test]
fn an_agent_watches_from_a_number_on_until_they_do_not() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 3).await;
        let (other, another) = talkative(&world, 1).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, 1).await;
        assert_eq!(numbers(&mut agent, 2).await, [2, 3]);
        agent.unwatch(conversation).await;
        agent.watch(another, 0).await;
        assert_eq!(numbers(&mut agent, 1).await, [1]);

        world.post(&device, "unheard").await;
        world.post(&other, "heard").await;
        let event = agent.event().await;
        assert_eq!((brief(&event).0, text(&event)), (another.to_string(), "heard"));
    });
}

#[test]
fn a_conversation_that_is_not_there_cannot_be_watched() {
    play(async |world| {
        let mut agent = world.agent().await;
        agent.watch(ConversationId::ZERO, 0).await;
        assert_eq!(agent.hear().await, json!({"t": "resync", "c": ConversationId::ZERO}));
    });
}

#[test]
fn heads_are_told_every_25_seconds() {
    play(async |world| {
        let (device, conversation) = talkative(&world, 3).await;
        let (mut wire, _) = world.ready(&device, heads(conversation, 3)).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, 2).await;
        agent.event().await;
        for n in [3, 4] {
            pass(25).await;
            for socket in [&mut wire, &mut agent] {
                assert_eq!(socket.beside_hints().await, Frame::Pinged);
                let head = json!({"t": "head", "c": conversation, "n": n});
                assert_eq!(socket.beside_hints().await, Frame::Said(head));
            }
            world.answer(conversation, Visibility::All, "four").await;
            for socket in [&mut wire, &mut agent] {
                socket.event().await;
            }
        }
    });
}
