//! A deleted key, an ended session, a ban: what they end is refused at once, and open sockets close.

use super::{MARA, Scene, done, refused, token_of};
use crate::client::Client;

pub(super) async fn at_once(scene: &mut Scene, laptop: &mut Client, phone: &mut Client) {
    scene.narrator.chapter("7. Cut off at once");
    leaked_key(scene, laptop, phone).await;
    ended_session(scene, phone).await;
    banned(scene, phone).await;
}

/// KEY-6, with its sessions, as after a leak.
async fn leaked_key(scene: &mut Scene, laptop: &mut Client, phone: &mut Client) {
    let narrator = scene.narrator;
    let (old, token) = (scene.company.key.clone(), scene.token());
    scene.company.key = done("a new key", scene.agent.create_key("Shop backend, second").await);
    let ended = done("the key is deleted", scene.agent.delete_key(&old.id, true).await);
    assert_eq!(ended, 1, "the phone's session is the one that is open under the key");
    narrator.line("administrator", "deleted the first key and ended its sessions");

    let failed = refused("a login with a deleted key", laptop.login(&token).await);
    assert_eq!(failed.reason(), Some("kid_unknown"));
    narrator.line("laptop", "a login with a token of that key is refused: kid_unknown");
    let failed = refused("a message under a deleted key", phone.write("Can you hear me?").await);
    assert_eq!(failed.code(), "session_ended");
    let closed = phone.closed().await;
    assert_eq!((closed.code, closed.reason.as_str()), (4002, "session_ended"));
    narrator.line("phone", "a message is refused: session_ended; its socket was closed");
}

/// SES-7.
async fn ended_session(scene: &Scene, phone: &mut Client) {
    let narrator = scene.narrator;
    let opened = done("a login with the new key", phone.login(&scene.token()).await);
    phone.connect().await.expect("the phone's socket opens");
    narrator.line("phone", &format!("signed in as {} with the new key", MARA.1));
    let sessions = done("the sessions", scene.agent.sessions(&opened.user.id).await);
    assert!(sessions.iter().any(|session| session.id == opened.session.id), "{sessions:?}");
    done("a session is ended", scene.agent.end_session(&opened.session.id).await);
    narrator.line("administrator", "ended that session");

    let failed = refused("a message of an ended session", phone.write("And now?").await);
    assert_eq!(failed.code(), "session_ended");
    assert_eq!(phone.closed().await.code, 4002);
    narrator.line("phone", "a message is refused: session_ended");
}

/// SES-8, SES-13.
async fn banned(scene: &Scene, phone: &mut Client) {
    let narrator = scene.narrator;
    let opened = done("another login", phone.login(&scene.token()).await);
    phone.connect().await.expect("the phone's socket opens");
    let person = done("the ban", scene.agent.ban(&opened.user.id).await);
    assert_eq!(person.mark, "banned");
    narrator.line("agent", &format!("banned {}", MARA.1));

    let failed = refused("a message of somebody banned", phone.write("What did I do?").await);
    assert_eq!(failed.code(), "user_banned");
    let closed = phone.closed().await;
    assert_eq!((closed.code, closed.reason.as_str()), (4002, "user_banned"));
    let failed = refused("a login of somebody banned", phone.login(&scene.token()).await);
    assert_eq!(failed.reason(), Some("user_banned"));
    let mut tablet = scene.new_device();
    let failed = refused("a login elsewhere", tablet.login(&scene.token()).await);
    assert_eq!(failed.reason(), Some("user_banned"), "SES-8: on every device");
    narrator.line("phone", "messages and logins are refused: user_banned");

    done("somebody else", tablet.login(&token_of(&scene.company.key, "usr_2", "Ben Adeyemi", 3600)).await);
    narrator.line("tablet", "somebody else signs in as before");
    let person = done("the ban is lifted", scene.agent.lift_ban(&opened.user.id).await);
    assert_eq!(person.banned_at, None);
    done("a login after the ban", phone.login(&scene.token()).await);
    narrator.line("agent", "lifted the ban; the phone signs in again");
}
