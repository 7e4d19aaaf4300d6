//! What is an agent's alone: the inbox, and how much is watched.

use serde_json::json;

use crate::world::{pass, play};

#[test]
fn an_agent_hears_that_the_inbox_changed_and_many_changes_are_one_hint() {
    play(async |world| {
        let mut agent = world.agent().await;
        let device = world.anonymous().await;
        world.post(&device, "first").await;
        assert_eq!(agent.hear().await, json!({"t": "inbox"}));
        // It rests for 100 ms of the timers now; what comes meanwhile is one hint when the rest is over.
        for _ in 0..10 {
            world.post(&device, "more").await;
        }
        pass(1).await;
        assert_eq!(agent.hear().await, json!({"t": "inbox"}));
    });
}

#[test]
fn a_hundred_conversations_are_watched_at_most() {
    play(async |world| {
        let mut agent = world.agent().await;
        let mut conversations = Vec::new();
        for _ in 0..101 {
            let device = world.anonymous().await;
            conversations.push(world.post(&device, "Hello").await.conversation.0);
        }
        for conversation in &conversations[..100] {
            agent.watch(*conversation, 0).await;
            agent.event().await;
        }
        agent.watch(conversations[0], 0).await;
        agent.event().await;
        agent.unwatch(conversations[0]).await;
        agent.watch(conversations[100], 0).await;
        agent.event().await;
        agent.watch(conversations[0], 0).await;
        assert_eq!(agent.closed().await, (4003, "not_understood".to_owned()));
    });
}
