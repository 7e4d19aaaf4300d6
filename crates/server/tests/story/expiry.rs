//! SES-4, SES-11: a session that reached its end is not silently anonymous, and unsent text waits for its author.

use bonafide_testkit::{client::Client, server::Engine, story::token_of};

use crate::stage::{Stage, marks, on_both_engines};

on_both_engines![
    ses_11_text_typed_after_the_end_goes_out_when_the_same_user_signs_in,
    ses_11_text_typed_after_the_end_is_not_sent_as_somebody_else,
];

/// A token that ended this many seconds ago still opens a session, thanks to the leeway of 60 seconds (TOK-7); the
/// session lasts for what is left of them.
const ENDED_AGO: i64 = 52;

/// A device whose session has come to its end.
async fn expired(stage: &Stage) -> Client {
    let mut phone = stage.device();
    phone.login(&token_of(&stage.key, "usr_1", "Mara Lindqvist", -ENDED_AGO)).await.unwrap();
    phone.write("Before the end.").await.unwrap();
    phone.connect().await.unwrap();
    let closed = phone.closed().await;
    assert_eq!((closed.code, closed.reason.as_str()), (4002, "session_expired"));
    phone
}

async fn ses_11_text_typed_after_the_end_goes_out_when_the_same_user_signs_in(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut phone = expired(&stage).await;
    let person = stage.agent.person(phone.user_id()).await.unwrap();
    assert_eq!(person.mark, "session_expired", "SEE-1");
    assert_eq!(phone.write("After the end.").await.unwrap_err().code(), "session_expired");
    assert_eq!(phone.conversation().await.unwrap_err().code(), "session_expired", "SES-11: hidden");

    phone.login(&stage.token("usr_1")).await.unwrap();
    let sent = phone.resend().await.unwrap();
    let conversation = &sent.first().unwrap().conversation;
    let page = stage.agent.conversation(conversation).await.unwrap();
    assert_eq!(marks(&page.messages), [("Before the end.", true), ("After the end.", true)]);
}

async fn ses_11_text_typed_after_the_end_is_not_sent_as_somebody_else(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut phone = expired(&stage).await;
    assert_eq!(phone.write("After the end.").await.unwrap_err().code(), "session_expired");
    phone.login(&stage.token("usr_2")).await.unwrap();
    assert_eq!(phone.resend().await.unwrap_err().code(), "wrong_user");
    assert_eq!(phone.unsent().count(), 0);
    assert_eq!(phone.conversation().await.unwrap().messages, []);
}
