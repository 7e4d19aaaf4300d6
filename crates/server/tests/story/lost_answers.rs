//! Calls that arrive, and whose answers do not: repeated with the same id they happen once.

use bonafide_testkit::server::Engine;

use crate::stage::{Stage, on_both_engines};

on_both_engines![
    a_message_whose_answer_was_lost_is_written_once,
    a_login_whose_answer_was_lost_opens_one_session,
    a_renewal_whose_answers_were_all_lost_keeps_session_and_device,
    the_token_of_a_repeated_login_takes_the_place_of_the_first,
];

async fn a_message_whose_answer_was_lost_is_written_once(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    laptop.lose_next_answer();
    assert_eq!(laptop.write("one").await.unwrap_err().code(), "lost");
    assert_eq!(laptop.unsent().count(), 1);
    laptop.write("two").await.unwrap();
    let written = laptop.conversation().await.unwrap().messages;
    assert_eq!(written.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(laptop.unsent().count(), 0);
}

async fn a_login_whose_answer_was_lost_opens_one_session(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.device();
    laptop.write("Where is my order?").await.unwrap();
    laptop.lose_next_answer();
    assert_eq!(laptop.login(&stage.token("usr_1")).await.unwrap_err().code(), "lost");

    let opened = laptop.repeat_login().await.unwrap();
    assert_eq!(opened.user.external_id.as_deref(), Some("usr_1"));
    let sessions = stage.agent.sessions(&opened.user.id).await.unwrap();
    let sessions: Vec<_> = sessions.into_iter().map(|session| session.id).collect();
    assert_eq!(sessions, [opened.session.id]);
    laptop.write("It was number 1042.").await.unwrap();
    assert_eq!(laptop.conversation().await.unwrap().messages.len(), 2);
}

async fn a_renewal_whose_answers_were_all_lost_keeps_session_and_device(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    let first = laptop.identity().unwrap().clone();
    laptop.lose_next_answer();
    assert_eq!(laptop.login(&stage.token("usr_1")).await.unwrap_err().code(), "lost");
    laptop.lose_next_answer();
    assert_eq!(laptop.repeat_login().await.unwrap_err().code(), "lost");

    let renewed = laptop.repeat_login().await.unwrap();
    assert_eq!((&renewed.session.id, &renewed.device.id), (&first.session.id, &first.device));
    assert_eq!(stage.agent.sessions(&renewed.user.id).await.unwrap().len(), 1);
}

async fn the_token_of_a_repeated_login_takes_the_place_of_the_first(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    let first = laptop.identity().unwrap().clone();
    let mut tab = laptop.another_tab(&stage.server.url(""));

    let second = laptop.repeat_login().await.unwrap();
    assert_eq!((&second.session.id, &second.device.id), (&first.session.id, &first.device));
    assert_ne!(second.session.token, first.session.token);
    assert_eq!(tab.identity(), Some(&first));
    tab.write("From the tab that had the first token.").await.unwrap();
    assert_eq!(
        tab.identity(),
        laptop.identity(),
        "the first token did not work any more, the stored one did"
    );
}
