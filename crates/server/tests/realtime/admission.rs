//! Who gets a socket, and with what words the others are turned away.

use bonafide_domain::id::Id;
use bonafide_server::{
    secrets::{Bearer, OsRandom, Secret256},
    use_cases::{agents, ban},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    people::Device,
    wire::{AGENT, CLIENT},
    world::{World, pass, play},
};

/// How a device's session is turned away.
async fn refused(world: &World, device: &Device) -> (u16, String) {
    world.greeted(device, json!({})).await.closed().await
}

fn refusal(reason: &str) -> (u16, String) {
    (4001, reason.to_owned())
}

#[test]
fn a_ready_device_hears_who_it_is_and_where_its_conversation_stands() {
    play(async |world| {
        let device = world.anonymous().await;
        let (_, ready) = world.ready(&device, json!({})).await;
        assert_eq!(
            ready,
            json!({
                "t": "ready",
                "user": {"id": device.user, "external_id": null, "name": null},
                "conversation": null,
                "expires_at": "2027-04-15T08:00:00.000Z",
            })
        );
        let device = world.signed_in("usr_1").await;
        let (conversation, head) = world.post(&device, "Hello").await.conversation;
        let (_, ready) = world.ready(&device, json!({})).await;
        assert_eq!(ready["user"]["external_id"], "usr_1");
        assert_eq!(ready["conversation"], json!({"id": conversation, "head": head}));
    });
}

#[test]
fn a_session_that_is_not_there_or_has_another_secret_is_unknown() {
    play(async |world| {
        let real = world.anonymous().await;
        let secret = Secret256::new(&OsRandom);
        let wrong_secret = Device { token: Bearer { secret, ..real.token.clone() }, ..real };
        let another_account = Bearer { account: Id::ZERO, ..real.token.clone() };
        let no_session = Bearer { session: Id::ZERO, ..real.token.clone() };
        for token in [wrong_secret.token, another_account, no_session] {
            let device = Device { token, ..real };
            assert_eq!(refused(&world, &device).await, refusal("session_unknown"));
        }
    });
}

#[test]
fn a_session_that_does_not_count_is_turned_away_with_its_error() {
    play(async |world| {
        let logged_out = world.signed_in("usr_1").await;
        world.log_out(&logged_out).await;
        assert_eq!(refused(&world, &logged_out).await, refusal("session_ended"));

        let replaced = world.anonymous().await;
        world.log_in(Some(&replaced), "usr_1", 3_600).await;
        assert_eq!(refused(&world, &replaced).await, refusal("session_replaced"));

        let banned = world.signed_in("usr_2").await;
        world.administer(move |tx, token| ban::ban(tx, token, banned.user)).await;
        assert_eq!(refused(&world, &banned).await, refusal("user_banned"));

        let expired = world.log_in(None, "usr_3", 100).await;
        world.clock.forward(160);
        assert_eq!(refused(&world, &expired).await, refusal("session_expired"));
    });
}

#[test]
fn a_first_frame_that_is_no_proof_is_turned_away() {
    play(async |world| {
        let token = world.anonymous().await.token.text();
        let agents_token = world.administrator.text();
        let table: [(Value, &str); 9] = [
            (json!({"t": "auth", "session": "bfs_"}), "session_missing"),
            (json!({"t": "auth", "session": *agents_token}), "session_missing"),
            (json!({"t": "auth"}), "bad_request"),
            (json!({"t": "auth", "session": 1}), "bad_request"),
            (json!({"t": "auth", "session": *token, "cookie": 1}), "bad_request"),
            (json!({"t": "auth", "session": *token, "heads": {"here": 1}}), "bad_request"),
            (
                json!({"t": "auth", "session": *token, "heads": {"0123456789abcdef01234567": "1"}}),
                "bad_request",
            ),
            (json!({"t": "ready", "session": *token}), "bad_request"),
            (json!(*token), "bad_request"),
        ];
        for (frame, reason) in table {
            let mut wire = world.socket(CLIENT).await.unwrap();
            wire.say(&frame).await;
            assert_eq!(wire.closed().await, refusal(reason), "{frame}");
        }
        let mut wire = world.socket(CLIENT).await.unwrap();
        wire.send(Message::binary(token.as_bytes().to_vec())).await;
        assert_eq!(wire.closed().await, refusal("bad_request"));
    });
}

#[test]
fn an_agent_who_is_not_signed_in_is_turned_away() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut wire = world.socket(AGENT).await.unwrap();
        wire.say(&json!({"t": "auth", "session": *device.token.text()})).await;
        assert_eq!(wire.closed().await, refusal("sign_in_required"));

        let secret = Secret256::new(&OsRandom);
        let wrong_secret = Bearer { secret, ..world.administrator.clone() };
        let another_account = Bearer { account: Id::ZERO, ..world.administrator.clone() };
        for token in [wrong_secret, another_account] {
            assert_eq!(world.greeted_agent(&token).await.closed().await, refusal("sign_in_required"));
        }
        world.administer(agents::sign_out).await;
        let mut wire = world.greeted_agent(&world.administrator).await;
        assert_eq!(wire.closed().await, refusal("sign_in_required"));
    });
}

#[test]
fn an_agents_session_that_has_expired_is_turned_away() {
    play(async |world| {
        world.clock.forward(7 * 24 * 3_600);
        let mut wire = world.greeted_agent(&world.administrator).await;
        assert_eq!(wire.closed().await, refusal("sign_in_required"));
    });
}

#[test]
fn a_proof_is_due_within_five_seconds() {
    play(async |world| {
        let device = world.anonymous().await;
        for (path, reason) in [(CLIENT, "session_missing"), (AGENT, "sign_in_required")] {
            let mut late = world.socket(path).await.unwrap();
            let mut in_time = world.socket(CLIENT).await.unwrap();
            // Both are waited for by now: the server answers in order.
            world.device(&device).await;
            pass(4).await;
            in_time.say(&json!({"t": "auth", "session": *device.token.text()})).await;
            assert_eq!(in_time.hear().await["t"], "ready");
            pass(1).await;
            assert_eq!(late.closed().await, refusal(reason));
        }
    });
}

#[test]
fn an_address_has_a_hundred_sockets_at_most_that_have_proved_nothing() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut waiting = Vec::new();
        for _ in 0..100 {
            waiting.push(world.socket(CLIENT).await.unwrap());
        }
        for path in [CLIENT, AGENT] {
            assert_eq!(world.socket(path).await.err(), Some(429));
        }
        let mut one = waiting.pop().unwrap();
        one.say(&json!({"t": "auth", "session": *device.token.text()})).await;
        assert_eq!(one.hear().await["t"], "ready");
        world.socket(AGENT).await.unwrap();
    });
}

#[test]
fn a_session_has_twenty_sockets_at_most() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut tabs = Vec::new();
        for _ in 0..20 {
            tabs.push(world.device(&device).await);
        }
        assert_eq!(refused(&world, &device).await, (4004, "rate_limited".to_owned()));
        let mut another = tabs.pop().unwrap();
        another.send(Message::Close(None)).await;
        another.closed().await;
        world.device(&device).await;
    });
}

#[test]
fn without_a_database_a_socket_is_to_come_again() {
    play(async |world| {
        let device = world.anonymous().await;
        let store = world.app.store.clone();
        tokio::task::spawn_blocking(move || store.close()).await.unwrap();
        assert_eq!(refused(&world, &device).await, (4004, "unavailable".to_owned()));
        let mut agent = world.greeted_agent(&world.administrator).await;
        assert_eq!(agent.closed().await, (4004, "unavailable".to_owned()));
    });
}

#[test]
fn a_request_that_asks_for_no_websocket_is_told_so() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    play(async |world| {
        for path in [CLIENT, AGENT] {
            let mut stream = tokio::net::TcpStream::connect(world.address).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("\"bad_request\""), "{answer}");
        }
    });
}
