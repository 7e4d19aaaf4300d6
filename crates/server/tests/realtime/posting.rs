//! What devices post on their sockets: as a request would, and never more of it at once than may be.

use bonafide_domain::{
    id::{ChannelId, ConversationId, UserId},
    limits,
};
use bonafide_server::{
    secrets::Secret256,
    use_cases::{Step, ban, log_in::Login},
};
use bonafide_store::{
    Done, Tx,
    channels::{self, Channel},
    conversations::{self, Conversation},
    messages::Visibility,
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    people::{Device, client_made_id},
    wire::{Wire, text},
    world::{play, play_with, play_without_hints},
};

/// A message to be posted.
fn post(device: &Device, text: &str) -> Value {
    let client_id = client_made_id();
    json!({
        "t": "post", "client_id": client_id.as_str(), "text": text, "as_user": device.user,
        "composed_authenticated": true,
    })
}

/// The channel lets nobody write without signing in from now on.
fn require_login(tx: &mut Tx<'_>, channel: ChannelId) -> Step<Done<()>> {
    let channel = channels::find(tx, channel)?.unwrap();
    channels::update(tx, &Channel { login_required: true, ..channel })?;
    Ok(Done::quiet(()))
}

/// The conversation holds as many messages as somebody anonymous may write.
fn fill(tx: &mut Tx<'_>, conversation: ConversationId) -> Step<Done<()>> {
    let conversation = conversations::take(tx, conversation)?.unwrap();
    conversations::save(tx, &Conversation { messages: limits::ANONYMOUS_MESSAGES, ..conversation })?;
    Ok(Done::quiet(()))
}

/// The same with another member.
fn with(mut frame: Value, member: &str, value: impl Into<Value>) -> Value {
    frame[member] = value.into();
    frame
}

impl Wire {
    /// The next answer to what was posted; events are passed over.
    async fn answer(&mut self) -> Value {
        loop {
            let said = self.hear().await;
            if said["t"] != "event" {
                return said;
            }
        }
    }

    /// Posts something, and gives the answer.
    async fn asked(&mut self, frame: &Value) -> Value {
        self.say(frame).await;
        let answer = self.answer().await;
        assert_eq!(answer["client_id"], frame["client_id"], "{answer}");
        answer
    }

    /// Posts something that is refused, and gives the code.
    async fn refused(&mut self, frame: &Value) -> String {
        let answer = self.asked(frame).await;
        assert_eq!(answer["t"], "refused", "{answer}");
        assert!(answer["error"]["description"].is_string(), "{answer}");
        answer["error"]["code"].as_str().unwrap().to_owned()
    }
}

#[test]
fn see_1_what_is_posted_is_written_marked_and_told() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let mut agent = world.agent().await;
        agent.watch(conversation, head).await;
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): head })).await;

        let frame = post(&device, "Where is my order?");
        own.say(&frame).await;
        let (mut posted, mut event) = (own.hear().await, own.hear().await);
        if posted["t"] == "event" {
            (posted, event) = (event, posted);
        }
        assert_eq!(posted["t"], "posted", "{posted}");
        assert_eq!((&posted["client_id"], &posted["repeated"]), (&frame["client_id"], &json!(false)));
        assert_eq!(posted["conversation"], json!({"id": conversation, "head": head + 1}));
        assert_eq!(posted["message"], event["message"]);
        assert_eq!(posted["message"]["text"], "Where is my order?");
        assert_eq!(posted["message"].get("mark"), None, "marks are for agents");
        let heard = agent.event().await;
        assert_eq!((text(&heard), &heard["n"]), ("Where is my order?", &json!(head + 1)));
        assert_eq!(heard["message"]["mark"], "verified_when_written");
        assert_eq!(heard["message"]["evidence"]["external_id"], "usr_1");
    });
}

#[test]
fn the_first_message_of_all_may_be_posted() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let frame = with(post(&device, "Hello"), "composed_authenticated", false);
        let posted = own.asked(&frame).await;
        assert_eq!((&posted["t"], &posted["conversation"]["head"]), (&json!("posted"), &json!(1)));
    });
}

#[test]
fn key_7_fields_and_tags_come_along() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let mut own = world.device(&device).await;
        let frame = with(post(&device, "Hello"), "fields", json!([{"id": "cart", "value": 3}]));
        assert_eq!(own.asked(&with(frame, "tags", json!(["vip"]))).await["t"], "posted");
    });
}

#[test]
fn details_19_a_repeat_gets_the_first_answer_however_it_came() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let mut own = world.device(&device).await;
        let frame = post(&device, "once");
        let first = own.asked(&frame).await;
        assert_eq!(first["repeated"], false);
        // Several at once, and with other words: it is the id that counts.
        let again = with(frame, "text", "twice");
        for _ in 0..3 {
            own.say(&again).await;
        }
        for _ in 0..3 {
            let repeat = own.answer().await;
            assert_eq!((&repeat["t"], &repeat["repeated"]), (&json!("posted"), &json!(true)));
            assert_eq!(repeat["message"], first["message"]);
        }
    });
}

#[test]
fn what_is_outside_its_limits_is_refused_and_the_socket_stays() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let table = [
            ("client_id", json!("short")),
            ("client_id", json!("")),
            ("client_id", json!("a".repeat(65))),
            ("text", json!("")),
            ("text", json!("x".repeat(16 * 1024 + 1))),
            ("text", json!("nul\0")),
            ("tags", json!(["white space"])),
            ("fields", json!([{"id": "", "value": 1}])),
        ];
        for (member, value) in table {
            let frame = with(post(&device, "text"), member, value);
            assert_eq!(own.refused(&frame).await, "bad_request", "{member}");
        }
        let longest = post(&device, &"\u{1f469}".repeat(4 * 1024));
        assert_eq!(own.asked(&longest).await["t"], "posted");
    });
}

#[test]
fn ses_11_what_was_typed_as_somebody_else_is_refused() {
    play(async |world| {
        let (device, other) = (world.signed_in("usr_1").await, world.signed_in("usr_2").await);
        let mut own = world.device(&device).await;
        for user in [json!(other.user), json!(UserId::ZERO)] {
            assert_eq!(own.refused(&with(post(&device, "text"), "as_user", user)).await, "wrong_user");
        }
    });
}

#[test]
fn ses_6_a_channel_that_requires_a_login_lets_no_stranger_post() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let channel = world.channel;
        world.write(move |tx| require_login(tx, channel)).await;
        assert_eq!(own.refused(&post(&device, "text")).await, "login_required");
    });
}

#[test]
fn a_full_conversation_takes_nothing_more() {
    play(async |world| {
        let device = world.anonymous().await;
        let (conversation, _) = world.post(&device, "text").await.conversation;
        let mut own = world.device(&device).await;
        world.write(move |tx| fill(tx, conversation)).await;
        assert_eq!(own.refused(&post(&device, "one too many")).await, "conversation_full");
    });
}

#[test]
fn messages_are_limited_by_session_whichever_way_they_come() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut sockets = [world.device(&device).await, world.device(&device).await];
        for number in 0..60 {
            assert_eq!(sockets[number % 2].asked(&post(&device, "text")).await["t"], "posted");
        }
        let refused = sockets[0].asked(&post(&device, "text")).await;
        assert_eq!((&refused["error"]["code"], &refused["retry_after"]), (&json!("rate_limited"), &json!(1)));
        world.clock.forward(1);
        assert_eq!(sockets[0].asked(&post(&device, "text")).await["t"], "posted");
    });
}

/// No news reaches these sockets, so they stay open: what a session may do is asked with each message.
#[test]
fn a_session_that_does_not_count_any_more_posts_nothing() {
    play_without_hints(async |world| {
        let logged_out = world.signed_in("usr_1").await;
        let mut own = world.device(&logged_out).await;
        world.log_out(&logged_out).await;
        assert_eq!(own.refused(&post(&logged_out, "text")).await, "session_ended");

        let replaced = world.signed_in("usr_3").await;
        let mut own = world.device(&replaced).await;
        world.log_in(Some(&replaced), "usr_2", 3_600).await;
        assert_eq!(own.refused(&post(&replaced, "text")).await, "session_replaced");

        let expired = world.signed_in("usr_4").await;
        let mut own = world.device(&expired).await;
        world.clock.forward(3_660);
        assert_eq!(own.refused(&post(&expired, "text")).await, "session_expired");

        let banned = world.signed_in("usr_5").await;
        let mut own = world.device(&banned).await;
        let user = banned.user;
        world.administer(move |tx, token| ban::ban(tx, token, user)).await;
        assert_eq!(own.refused(&post(&banned, "text")).await, "user_banned");
    });
}

#[test]
fn details_18_a_secret_that_was_replaced_posts_nothing() {
    play_without_hints(async |world| {
        let login = world.login(None, "usr_1", 3_600, &world.key).await;
        let first = world.carry_out(login.clone(), None).await;
        let mut own = world.device(&first).await;
        // The login is repeated, as after a lost answer: the token given before stops working.
        let again = Login {
            presented: Some(first.token.clone()),
            secret: Secret256::new(&*world.app.random),
            ..login
        };
        world.carry_out(again, Some(&first)).await;
        assert_eq!(own.refused(&post(&first, "text")).await, "session_unknown");
    });
}

#[test]
fn ses_5_a_logout_closes_the_socket_and_nothing_is_written_after_it() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, _) = world.post(&device, "before").await.conversation;
        let mut own = world.device(&device).await;
        world.log_out(&device).await;
        own.say(&post(&device, "after")).await;
        assert_eq!(own.closed().await, (4002, "session_ended".to_owned()));
        let mut agent = world.agent().await;
        agent.watch(conversation, 0).await;
        world.answer(conversation, Visibility::All, "the last word").await;
        loop {
            let event = agent.event().await;
            assert_ne!(event["message"]["text"], "after");
            if event["message"]["text"] == "the last word" {
                break;
            }
        }
    });
}

#[test]
fn a_frame_that_is_no_message_closes_the_socket() {
    play(async |world| {
        let device = world.anonymous().await;
        let good = post(&device, "text");
        let without = |member: &str| {
            let mut frame = good.clone();
            frame.as_object_mut().unwrap().remove(member);
            frame
        };
        let list = json!(["post", good["client_id"], "text", device.user, true]);
        for frame in [
            without("t"),
            without("client_id"),
            without("text"),
            without("as_user"),
            without("composed_authenticated"),
            with(good.clone(), "mark", true),
            with(good.clone(), "as_user", "somebody"),
            with(good.clone(), "text", 1),
            with(good.clone(), "t", "watch"),
            list,
        ] {
            let mut own = world.device(&device).await;
            own.say(&frame).await;
            assert_eq!(own.closed().await, (4003, "not_understood".to_owned()), "{frame}");
        }
        let mut own = world.device(&device).await;
        own.say(&with(good, "text", "x".repeat(64 * 1024))).await;
        let (code, _) = own.closed().await;
        assert!([4003, 1006].contains(&code), "{code}");
    });
}

/// The store's writer stands still: what a client posts beyond what may be under way is not even read, and all of it is
/// answered when the writer goes on.
#[test]
fn a_flood_waits_in_its_own_connection() {
    play_with(&[("limits.messages", "1000000")], async |world| {
        const FLOOD: usize = 200;
        const UNDER_WAY: usize = 16;
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let held = world.hold_the_writer().await;
        let frames: Vec<Value> = (0..FLOOD).map(|number| post(&device, &number.to_string())).collect();
        for frame in &frames {
            own.say(frame).await;
        }
        while world.app.store.measures().waiting < UNDER_WAY {
            tokio::task::yield_now().await;
        }
        // Others are served meanwhile, so the server has its turns, and takes no more.
        for _ in 0..3 {
            world.device(&device).await;
        }
        assert_eq!(world.app.store.measures().waiting, UNDER_WAY);
        drop(held);
        for frame in &frames {
            let answer = own.answer().await;
            assert_eq!((&answer["t"], &answer["client_id"]), (&json!("posted"), &frame["client_id"]));
        }
        // It is served as before.
        own.send(Message::Ping("?".into())).await;
        assert_eq!(own.asked(&post(&device, "afterwards")).await["t"], "posted");
    });
}

#[test]
fn a_store_that_is_gone_refuses_with_a_time_to_come_again() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut own = world.device(&device).await;
        let store = world.app.store.clone();
        tokio::task::spawn_blocking(move || store.close()).await.unwrap();
        let refused = own.asked(&post(&device, "text")).await;
        assert_eq!((&refused["error"]["code"], &refused["retry_after"]), (&json!("unavailable"), &json!(10)));
    });
}
