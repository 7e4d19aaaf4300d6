//! What is an agent's alone: the inbox, and how much is watched.

use bonafide_domain::{
    email::EmailAddress,
    id::{ConversationId, UserId},
    text::ExternalId,
    ticket::{Status, TicketChange},
    token::Claims,
};
use bonafide_server::{
    secrets::AgentToken,
    use_cases::{ban, change_ticket, emails, erase, sessions},
};
use bonafide_store::{Tx, messages::Visibility, tickets};
use serde_json::{Value, json};

use crate::{
    wire::{Frame, Wire, brief},
    world::{World, pass, play, play_without_hints},
};

/// Puts the ticket of a conversation somewhere.
async fn put(world: &World, conversation: ConversationId, status: Status) {
    let change = TicketChange { status: Some(status), ..TicketChange::default() };
    world
        .administer(move |tx, token| {
            let ticket = tickets::of_conversation(tx, conversation)?.remove(0).id;
            change_ticket::change_ticket(tx, token, ticket, &change.into())
        })
        .await;
}

#[test]
fn tkt_1_agents_hear_who_changed_a_ticket_and_its_user_hears_a_number() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): head })).await;
        let (mut watching, mut other) = (world.agent().await, world.agent().await);
        watching.watch(conversation, head - 1).await;
        assert_eq!(watching.event().await["k"], "message");

        put(&world, conversation, Status::Solved).await;
        let event = watching.event().await;
        assert_eq!(brief(&event), (conversation.to_string(), head + 1, "ticket".to_owned()));
        assert_eq!((&event["ticket"]["status"], &event["by"]["name"]), (&json!("solved"), &json!("Ada")));
        assert_eq!(other.hear().await, json!({"t": "inbox"}), "it shows in the inbox");
        let mut event = own.event().await;
        event["at"].take();
        let hidden = json!({"t": "event", "c": conversation, "n": head + 1, "k": "hidden", "at": null});
        assert_eq!(event, hidden);
    });
}

#[test]
fn tkt_1_a_change_that_was_missed_is_read_later() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        put(&world, conversation, Status::Closed).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;
        let event = agent.event().await;
        assert_eq!((&event["k"], &event["ticket"]["status"]), (&json!("ticket"), &json!("closed")));
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): head })).await;
        assert_eq!(own.event().await["k"], "hidden");
    });
}

#[test]
fn tkt_1_a_ticket_that_was_closed_elsewhere_leaves_the_inbox() {
    play_without_hints(async |world| {
        let mut conversations = Vec::new();
        for external_id in ["usr_1", "usr_2"] {
            let device = world.signed_in(external_id).await;
            conversations.push(world.post(&device, "Hello").await.conversation.0);
            world.clock.forward(1);
        }
        let mut agent = world.agent().await;
        world.recheck().await;
        assert_eq!(agent.hear().await, json!({"t": "inbox"}), "it was not read before");
        pass(1).await;
        put(&world, conversations[0], Status::Closed).await;
        world.recheck().await;
        assert_eq!(agent.hear().await, json!({"t": "inbox"}), "though the latest activity is where it was");
    });
}

/// Whom an agent hears of next as somebody of whom something else is known.
async fn person_heard(agent: &mut Wire) -> Value {
    let frame = agent.beside_hints().await;
    let Frame::Said(said) = &frame else { panic!("{frame:?}") };
    assert_eq!(said["t"], "person", "{said}");
    said["c"].clone()
}

#[test]
fn ses_7_and_ses_8_who_looks_at_somebody_hears_that_all_their_sessions_ended_and_of_their_ban() {
    play(async |world| {
        let mara = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&mara, "Hello").await.conversation;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;
        let user = mara.user;
        world
            .administer(move |tx, token| {
                sessions::end_all_sessions(tx, token, user, sessions::EarlierTokens::Accepted)
            })
            .await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));
        world.administer(move |tx, token| ban::ban(tx, token, user)).await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));
        world.administer(move |tx, token| ban::lift_ban(tx, token, user)).await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));
    });
}

#[test]
fn see_2_who_looks_at_somebody_hears_of_every_change_of_their_addresses() {
    play(async |world| {
        let alicia = EmailAddress::new("alicia@shop.example").unwrap();
        let stranger = world.anonymous().await;
        let (conversation, head) = world.post(&stranger, "Hello").await.conversation;
        let (mut agent, mut other) = (world.agent().await, world.agent().await);
        agent.watch(conversation, head).await;
        let (user, address) = (stranger.user, alicia.clone());
        let attach = move |tx: &mut Tx<'_>, token: &AgentToken| {
            emails::attach(tx, emails::Attacher::Agent(token, None), user, &address)
        };
        let told = world.administer(attach.clone()).await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));
        // Once more changes nothing, and so says nothing: what is heard next is that it was detached.
        world.administer(attach.clone()).await;
        let id = told.emails[0].id;
        world.administer(move |tx, token| emails::detach(tx, emails::Detacher::Agent(token), user, id)).await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));
        world.administer(attach).await;
        assert_eq!(person_heard(&mut agent).await, json!(conversation));

        // A login takes it: both hear of it who look at either.
        let owner = world.signed_in("usr_1").await;
        let (owners, head) = world.post(&owner, "Hello").await.conversation;
        agent.watch(owners, head).await;
        let claims = Claims {
            email: Some(alicia),
            email_verified: Some(true),
            ..Claims::of(ExternalId::new("usr_1").unwrap())
        };
        let login = world.claiming(Some(&owner), claims, 3_600, &world.key).await;
        world.carry_out(login, Some(&owner)).await;
        let both = [person_heard(&mut agent).await, person_heard(&mut agent).await];
        assert!(both.contains(&json!(conversation)) && both.contains(&json!(owners)), "{both:?}");
        // Who looks at neither hears of the inbox alone.
        world.answer(owners, Visibility::All, "Hello").await;
        other.watch(owners, head).await;
        assert_eq!(other.event().await["k"], "message");
    });
}

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

/// Erases the person of a device.
async fn erase(world: &World, user: UserId) {
    let key = world.app.account_key(world.account).await.unwrap();
    world.administer(move |tx, token| erase::erase(tx, token, user, &key)).await;
}

#[test]
fn res_11_with_their_user_erased_a_conversation_is_gone_from_screens_and_sockets_close() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let mut own = world.device(&device).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;
        erase(&world, device.user).await;
        assert_eq!(own.closed().await, (4002, "session_ended".to_owned()));
        assert_eq!(agent.hear().await, json!({"t": "resync", "c": conversation}));
    });
}

#[test]
fn res_11_a_conversation_that_another_node_erased_is_gone_with_the_next_look() {
    play_without_hints(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let mut own = world.device(&device).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;
        erase(&world, device.user).await;
        world.recheck().await;
        assert_eq!(own.closed().await, (4002, "session_ended".to_owned()));
        assert_eq!(agent.hear().await, json!({"t": "resync", "c": conversation}));
    });
}
