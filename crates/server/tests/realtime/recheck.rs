//! What no hint told is found when everything is read again (details 8).

use bonafide_server::use_cases::{agents, ban, keys, sessions};
use bonafide_store::{Done, messages::Visibility, users};
use serde_json::json;

use crate::world::{SigningKey, pass, play, play_without_hints};

#[test]
fn sessions_that_ended_elsewhere_close_with_their_reason() {
    play_without_hints(async |world| {
        let logged_out = world.signed_in("usr_1").await;
        let ended = world.signed_in("usr_2").await;
        let banned = world.signed_in("usr_3").await;
        let replaced = world.signed_in("usr_4").await;
        let expired = world.log_in(None, "usr_5", 100).await;
        let with_key = world.another_key("Second").await;
        let login = world.login(None, "usr_6", 3_600, &with_key).await;
        let keyless = world.carry_out(login, None).await;
        let untouched = world.signed_in("usr_7").await;
        let mut sockets = Vec::new();
        for (device, reason) in [
            (&logged_out, "session_ended"),
            (&ended, "session_ended"),
            (&banned, "user_banned"),
            (&replaced, "session_replaced"),
            (&expired, "session_expired"),
            (&keyless, "session_ended"),
        ] {
            sockets.push((world.device(device).await, reason));
        }
        let mut goes_on = world.device(&untouched).await;

        world.log_out(&logged_out).await;
        let (ended, banned) = (ended.session(), banned.user);
        world.administer(move |tx, token| sessions::end_session(tx, token, ended)).await;
        world.administer(move |tx, token| ban::ban(tx, token, banned)).await;
        world.log_in(Some(&replaced), "usr_8", 3_600).await;
        world.clock.forward(160);
        let SigningKey { id, .. } = with_key;
        world.write(move |tx| keys::delete_key(tx, None, id, keys::Sessions::End)).await;

        world.recheck().await;
        for (mut socket, reason) in sockets {
            assert_eq!(socket.closed().await, (4002, reason.to_owned()));
        }
        let (conversation, _) = world.post(&untouched, "Hello").await.conversation;
        world.recheck().await;
        assert_eq!(goes_on.hear().await, json!({"t": "head", "c": conversation, "n": 1}));
    });
}

#[test]
fn an_agent_who_signed_out_elsewhere_is_closed() {
    play_without_hints(async |world| {
        let mut agent = world.agent().await;
        world.administer(agents::sign_out).await;
        world.recheck().await;
        assert_eq!(agent.closed().await, (4002, "sign_in_required".to_owned()));
    });
}

#[test]
fn a_device_that_acts_for_another_user_since_a_merge_begins_anew() {
    play_without_hints(async |world| {
        let (device, other) = (world.anonymous().await, world.signed_in("usr_1").await);
        let (conversation, _) = world.post(&other, "before").await.conversation;
        let mut socket = world.device(&device).await;
        let (from, into) = (device.user, other.user);
        world.write(move |tx| Ok(Done::quiet(users::retire(tx, from, into)?))).await;
        world.recheck().await;
        assert_eq!(socket.closed().await, (4003, "changed".to_owned()));
        let (_, ready) = world.ready(&device, json!({})).await;
        assert_eq!(ready["conversation"]["id"], json!(conversation));
        assert_eq!(ready["user"]["id"], json!(device.user), "whom the session was opened for");
    });
}

#[test]
fn everything_is_read_again_every_ten_seconds() {
    play(async |world| {
        let (device, other) = (world.anonymous().await, world.signed_in("usr_1").await);
        let mut socket = world.device(&device).await;
        let (from, into) = (device.user, other.user);
        world.write(move |tx| Ok(Done::quiet(users::retire(tx, from, into)?))).await;
        pass(10).await;
        assert_eq!(socket.closed().await, (4003, "changed".to_owned()));
    });
}

#[test]
fn a_secret_that_was_replaced_has_to_be_proved_anew() {
    play_without_hints(async |world| {
        let before = world.anonymous().await;
        let login = world.login(Some(&before), "usr_1", 3_600, &world.key).await;
        let device = world.carry_out(login.clone(), Some(&before)).await;
        let mut socket = world.device(&device).await;
        let secret = bonafide_server::secrets::Secret256::new(&*world.app.random);
        let again = bonafide_server::use_cases::log_in::Login { secret, ..login };
        let again = world.carry_out(again, Some(&before)).await;
        assert_eq!(again.session(), device.session());

        world.recheck().await;
        assert_eq!(socket.closed().await, (4003, "changed".to_owned()));
        let mut stale = world.greeted(&device, json!({})).await;
        assert_eq!(stale.closed().await, (4001, "session_unknown".to_owned()));
        world.device(&again).await;
    });
}

#[test]
fn a_head_that_grew_elsewhere_is_told_once() {
    play_without_hints(async |world| {
        let device = world.signed_in("usr_1").await;
        let (conversation, _) = world.post(&device, "one").await.conversation;
        let (mut own, _) = world.ready(&device, json!({ conversation.to_string(): 1 })).await;
        let mut agent = world.agent().await;
        agent.watch(conversation, 0).await;
        assert_eq!(agent.hear().await["n"], 1);
        world.recheck().await;
        // Its first reading of the inbox: what was there before is not known.
        assert_eq!(agent.hear().await, json!({"t": "inbox"}));

        world.clock.forward(1);
        world.answer(conversation, Visibility::All, "two").await;
        world.recheck().await;
        world.recheck().await;
        let head = |n| json!({"t": "head", "c": conversation, "n": n});
        assert_eq!(own.hear().await, head(2));
        let mut heard = [agent.hear().await, agent.hear().await];
        heard.sort_by_key(|frame| frame["t"] == "inbox");
        assert_eq!(heard, [head(2), json!({"t": "inbox"})]);

        world.answer(conversation, Visibility::All, "three").await;
        world.recheck().await;
        assert_eq!(own.hear().await, head(3));
        assert_eq!(agent.hear().await, head(3));
    });
}

#[test]
fn sockets_stay_open_while_the_database_cannot_be_read() {
    play_without_hints(async |world| {
        let device = world.anonymous().await;
        let mut socket = world.device(&device).await;
        let store = world.app.store.clone();
        tokio::task::spawn_blocking(move || store.close()).await.unwrap();
        world.recheck().await;
        world.app.shutdown.begin();
        assert_eq!(socket.closed().await, (4004, "moving".to_owned()));
    });
}
