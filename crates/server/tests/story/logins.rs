//! Logins on a device that is signed in already.

use bonafide_testkit::{server::Engine, story::token_of};

use crate::stage::{Stage, on_both_engines};

on_both_engines![
    ses_4_a_renewed_session_outlives_its_first_end_with_token_and_socket,
    ses_10_a_token_for_another_user_logs_the_first_out,
    a_refused_token_of_the_same_user_leaves_them_signed_in,
];

/// A token that ended this many seconds ago still opens a session for what is left of a minute (TOK-7).
const ENDED_AGO: i64 = 52;

async fn ses_4_a_renewed_session_outlives_its_first_end_with_token_and_socket(engine: Engine) {
    let stage = Stage::set(engine).await;
    let (mut phone, mut control) = (stage.device(), stage.device());
    phone.login(&token_of(&stage.key, "usr_1", "Mara Lindqvist", -ENDED_AGO)).await.unwrap();
    let first = phone.identity().unwrap().clone();
    let conversation = phone.write("Before the renewal.").await.unwrap().conversation;
    phone.connect().await.unwrap();
    let renewed = phone.login(&stage.token("usr_1")).await.unwrap();
    assert_eq!((&renewed.session.id, &renewed.session.token), (&first.session.id, &first.session.token));
    assert!(renewed.session.expires_at > first.session.expires_at);

    // When a session that was opened later has come to its end, the first one would have as well.
    control.login(&token_of(&stage.key, "usr_2", "Ben Adeyemi", -ENDED_AGO)).await.unwrap();
    control.connect().await.unwrap();
    assert_eq!(control.closed().await.reason, "session_expired");
    let answer = stage.agent.write(&conversation, "Are you still there?").await.unwrap().message;
    phone.sees(&answer.id).await;
    phone.write("I am.").await.unwrap();
}

async fn ses_10_a_token_for_another_user_logs_the_first_out(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    let first = laptop.write("I am the first.").await.unwrap();
    let (user, session) = (laptop.user_id().to_owned(), laptop.identity().unwrap().session.id.clone());

    let opened = laptop.login(&stage.token("usr_2")).await.unwrap();
    assert_eq!((opened.joined, &opened.conversation), (false, &None), "nothing of the two is joined");
    assert_ne!(opened.session.id, session);
    assert_eq!(laptop.closed().await.code, 4002);
    let second = laptop.write("I am the second.").await.unwrap();
    assert_ne!(first.conversation, second.conversation);
    assert_eq!(stage.agent.sessions(&user).await.unwrap(), []);
    let page = stage.agent.conversation(&first.conversation).await.unwrap();
    assert_eq!((page.user.mark.as_str(), page.messages.len()), ("not_verified", 1));
}

async fn a_refused_token_of_the_same_user_leaves_them_signed_in(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    let expired = token_of(&stage.key, "usr_1", "Mara Lindqvist", -3600);
    assert_eq!(laptop.login(&expired).await.unwrap_err().reason(), Some("token_expired"));
    laptop.write("I am still here.").await.unwrap();
}
