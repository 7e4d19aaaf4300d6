//! What devices and agents hear as it happens.

use bonafide_store::messages::Visibility;
use serde_json::json;

use crate::{
    wire::{brief, text},
    world::play,
};

#[test]
fn ses_2_a_message_reaches_every_device_of_its_user_and_the_agents_who_watch() {
    play(async |world| {
        let (phone, laptop) = (world.signed_in("usr_1").await, world.signed_in("usr_1").await);
        let (conversation, head) = world.post(&phone, "Hello").await.conversation;
        let mut sockets = [
            world.ready(&phone, json!({ conversation.to_string(): head })).await.0,
            world.ready(&laptop, json!({ conversation.to_string(): head })).await.0,
            world.agent().await,
        ];
        sockets[2].watch(conversation, head).await;
        // The agent's socket has heard it once it answers: what is watched a second time changes nothing.
        sockets[2].watch(conversation, -1).await;
        assert_eq!(sockets[2].hear().await, json!({"t": "resync", "c": conversation}));

        world.post(&laptop, "Where is my order?").await;
        for socket in &mut sockets {
            let event = socket.event().await;
            assert_eq!(brief(&event), (conversation.to_string(), head + 1, "message".to_owned()));
            assert_eq!(text(&event), "Where is my order?");
        }
    });
}

#[test]
fn marks_are_for_agents() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let mut agent = world.agent().await;
        agent.watch(conversation, head - 1).await;
        let event = agent.event().await;
        assert_eq!(event["message"]["mark"], "verified_when_written");
        assert_eq!(event["message"]["evidence"]["external_id"], "usr_1");
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): head - 1 })).await;
        let event = own.event().await;
        assert_eq!((event["message"].get("mark"), event["message"].get("evidence")), (None, None));
    });
}

#[test]
fn a_note_is_a_number_without_content_to_users() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): head })).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, head - 1).await;
        agent.event().await;

        world.answer(conversation, Visibility::Agents, "Looks like fraud").await;
        let event = agent.event().await;
        assert_eq!((text(&event), &event["message"]["visibility"]), ("Looks like fraud", &json!("agents")));
        let mut event = own.event().await;
        event["at"].take();
        let hidden = json!({"t": "event", "c": conversation, "n": head + 1, "k": "hidden", "at": null});
        assert_eq!(event, hidden);

        world.answer(conversation, Visibility::All, "It is on its way").await;
        assert_eq!(text(&own.event().await), "It is on its way");
        assert_eq!(text(&agent.event().await), "It is on its way");
    });
}

#[test]
fn a_device_without_a_conversation_hears_of_its_first_event() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let (conversation, _) = world.post(&device, "Hello").await.conversation;
        assert_eq!(brief(&own.event().await), (conversation.to_string(), 1, "message".to_owned()));
    });
}

#[test]
fn nobody_hears_what_is_said_in_anothers_conversation() {
    play(async |world| {
        let (mara, somebody) = (world.signed_in("usr_1").await, world.anonymous().await);
        let mut theirs = world.device(&somebody).await;
        let mut agent = world.agent().await;
        let (conversation, head) = world.post(&mara, "My card number is").await.conversation;
        world.answer(conversation, Visibility::All, "Do not say it").await;

        let (own, _) = world.post(&somebody, "Hello").await.conversation;
        assert_eq!(brief(&theirs.event().await), (own.to_string(), 1, "message".to_owned()));
        // An agent who watches nothing hears that the inbox changed, and no more.
        assert_eq!(agent.hear().await, json!({"t": "inbox"}));
        agent.watch(conversation, head).await;
        assert_eq!(text(&agent.event().await), "Do not say it");
    });
}

#[test]
fn mrg_6_a_login_and_a_logout_are_told_where_they_can_be_seen() {
    play(async |world| {
        let phone = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&phone, "Hello").await.conversation;
        let (mut own, _) = world.ready(&phone, json!({ conversation.to_string(): head })).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;

        let laptop = world.signed_in("usr_1").await;
        let event = own.event().await;
        assert_eq!(brief(&event), (conversation.to_string(), head + 1, "signed_in".to_owned()));
        assert_eq!(event.get("evidence"), None);
        let event = agent.event().await;
        assert_eq!(brief(&event).2, "signed_in");
        assert_eq!(event["evidence"]["external_id"], "usr_1");

        world.log_out(&laptop).await;
        assert_eq!(brief(&own.event().await).2, "signed_out");
        assert_eq!(agent.event().await["session"], json!(laptop.session()));
    });
}

#[test]
fn mrg_3_a_join_ends_the_device_it_came_from_and_tells_the_others() {
    play(async |world| {
        let laptop = world.signed_in("usr_1").await;
        let (users, head) = world.post(&laptop, "Hello").await.conversation;
        let (mut on_laptop, _) = world.ready(&laptop, json!({ users.to_string(): head })).await;
        let phone = world.anonymous().await;
        let mut on_phone = world.device(&phone).await;
        let (theirs, _) = world.post(&phone, "It is me").await.conversation;
        on_phone.event().await;
        let mut agent = world.agent().await;
        agent.watch(theirs, 1).await;

        world.log_in(Some(&phone), "usr_1", 3_600).await;
        let moved = on_phone.event().await;
        assert_eq!(brief(&moved), (theirs.to_string(), 2, "moved".to_owned()));
        assert_eq!(moved["into"], json!(users));
        assert_eq!(on_phone.closed().await, (4002, "session_replaced".to_owned()));

        let joined = on_laptop.event().await;
        assert_eq!(brief(&joined), (users.to_string(), head + 1, "joined".to_owned()));
        assert_eq!(joined.get("from"), None);
        assert_eq!(brief(&on_laptop.event().await).2, "signed_in");
        assert_eq!(agent.event().await["into"], json!(users));
    });
}

#[test]
fn mrg_2_a_conversation_that_becomes_the_users_own_is_told_to_their_other_devices() {
    play(async |world| {
        let laptop = world.signed_in("usr_1").await;
        let mut on_laptop = world.device(&laptop).await;
        let phone = world.anonymous().await;
        let mut on_phone = world.device(&phone).await;
        let (theirs, _) = world.post(&phone, "It is me").await.conversation;
        on_phone.event().await;

        world.log_in(Some(&phone), "usr_1", 3_600).await;
        assert_eq!(on_phone.closed().await, (4002, "session_replaced".to_owned()));
        assert_eq!(brief(&on_laptop.event().await), (theirs.to_string(), 2, "signed_in".to_owned()));
    });
}
