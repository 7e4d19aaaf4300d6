//! What is heard of several conversations of one user (MRG-9).

use bonafide_domain::id::ConversationId;
use bonafide_server::use_cases::{placing::To, post_message};
use bonafide_store::{channels, messages::Visibility};
use serde_json::json;

use crate::{
    people::{Device, draft},
    wire::{brief, text},
    world::{World, play, play_without_hints},
};

impl World {
    async fn lets_have_several(&self) {
        let channel = self.channel;
        self.write(move |tx| {
            let mut changed = channels::find(tx, channel)?.unwrap();
            changed.multiple_conversations = true;
            channels::update(tx, &changed)?;
            Ok(bonafide_store::Done::quiet(()))
        })
        .await;
    }

    /// A user begins a conversation.
    async fn begin(&self, device: &Device, text: &str) -> ConversationId {
        let mut begun = draft(device, text);
        begun.to = To::BegunBy(begun.client_id.clone());
        self.write(move |tx| post_message::post_message(tx, &begun)).await.conversation.0
    }
}

#[test]
fn mrg_9_a_device_hears_of_all_and_is_told_what_it_missed_of_those_it_names() {
    play(async |world| {
        world.lets_have_several().await;
        let device = world.signed_in("usr_1").await;
        let (shoes, bill) = (world.begin(&device, "shoes").await, world.begin(&device, "bill").await);
        world.answer(shoes, Visibility::All, "about shoes").await;

        let (mut socket, ready) = world.ready(&device, json!({ bill.to_string(): 0 })).await;
        let heads = json!([{"id": shoes, "head": 2}, {"id": bill, "head": 1}]);
        assert_eq!((&ready["conversations"], &ready["conversation"]), (&heads, &heads[0]));
        assert_eq!(brief(&socket.event().await), (bill.to_string(), 1, "message".to_owned()));
        for (conversation, words) in [(shoes, "more"), (bill, "and more")] {
            world.answer(conversation, Visibility::All, words).await;
            let event = socket.event().await;
            assert_eq!((&event["c"], text(&event)), (&json!(conversation), words));
        }
    });
}

#[test]
fn mrg_9_who_has_one_is_told_as_ever() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let (_, ready) = world.ready(&device, json!({})).await;
        assert_eq!(
            (ready.get("conversations"), &ready["conversation"]),
            (None, &json!({"id": conversation, "head": head}))
        );
    });
}

#[test]
fn mrg_9_a_device_learns_nothing_of_a_conversation_of_somebody_else_that_it_names() {
    play(async |world| {
        world.lets_have_several().await;
        let (device, other) = (world.signed_in("usr_1").await, world.signed_in("usr_2").await);
        let (hers, theirs) = (world.begin(&device, "hers").await, world.begin(&other, "theirs").await);
        let (mut socket, ready) = world.ready(&other, json!({ hers.to_string(): 0 })).await;
        assert_eq!((ready.get("conversations"), &ready["conversation"]["id"]), (None, &json!(theirs)));
        assert_eq!(brief(&socket.event().await).0, theirs.to_string());
        world.answer(hers, Visibility::All, "to her").await;
        world.answer(theirs, Visibility::All, "to them").await;
        assert_eq!(text(&socket.event().await), "to them");
    });
}

#[test]
fn mrg_9_the_heads_of_all_are_read_again() {
    play_without_hints(async |world| {
        world.lets_have_several().await;
        let device = world.signed_in("usr_1").await;
        let (shoes, bill) = (world.begin(&device, "shoes").await, world.begin(&device, "bill").await);
        let (mut socket, _) =
            world.ready(&device, json!({ shoes.to_string(): 1, bill.to_string(): 1 })).await;
        world.answer(shoes, Visibility::All, "more").await;
        world.answer(bill, Visibility::All, "more").await;
        world.recheck().await;
        let heard = [socket.hear().await, socket.hear().await];
        for c in [shoes, bill] {
            assert!(heard.contains(&json!({"t": "head", "c": c, "n": 2})), "{heard:?}");
        }
    });
}
