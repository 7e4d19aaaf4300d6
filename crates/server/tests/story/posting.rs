//! Messages that are posted on the socket, beside those that come by requests.

use bonafide_testkit::server::Engine;

use crate::stage::{Stage, marks, on_both_engines};

on_both_engines![
    what_is_posted_reaches_agents_and_the_other_devices_with_its_mark,
    what_was_posted_when_the_connection_broke_is_written_once,
    what_is_posted_at_once_is_written_once_each,
    what_is_posted_with_a_session_that_was_replaced_waits_for_the_new_one,
];

async fn what_is_posted_reaches_agents_and_the_other_devices_with_its_mark(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let (mut laptop, mut phone) = (stage.signed_in("usr_1").await, stage.signed_in("usr_1").await);
    let first = laptop.post("Where is my order?").await.unwrap();
    let second = laptop.post("It was number 1042.").await.unwrap();
    assert_eq!(phone.messages_up_to(&second.id).await, [first.clone(), second.clone()]);
    assert_eq!(laptop.messages_up_to(&second.id).await, [first.clone(), second]);
    assert_eq!(laptop.unsent().count(), 0);
    let page = stage.agent.conversation(&first.conversation).await.unwrap();
    assert_eq!(marks(&page.messages), [("Where is my order?", true), ("It was number 1042.", true)]);
}

async fn what_was_posted_when_the_connection_broke_is_written_once(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    for words in ["one", "two"] {
        laptop.post_and_hang_up(words).await;
        assert_eq!(laptop.unsent().count(), 1, "whether it was written is not known");
        laptop.resend().await.unwrap();
        laptop.connect().await.unwrap();
    }
    let written = laptop.conversation().await.unwrap().messages;
    assert_eq!(written.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
}

/// Six devices of one user, whose messages meet in one conversation.
async fn what_is_posted_at_once_is_written_once_each(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut posting = Vec::new();
    for number in 0..6 {
        let mut device = stage.signed_in("usr_1").await;
        posting.push(tokio::spawn(async move {
            for turn in 0..8 {
                device.post(&format!("{number}-{turn}")).await.unwrap();
            }
        }));
    }
    for posted in posting {
        posted.await.unwrap();
    }
    let written = stage.signed_in("usr_1").await.conversation().await.unwrap().messages;
    let mut words: Vec<_> = written.iter().map(|message| message.text.clone()).collect();
    words.sort();
    words.dedup();
    assert_eq!((written.len(), words.len()), (48, 48));
}

async fn what_is_posted_with_a_session_that_was_replaced_waits_for_the_new_one(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    laptop.login(&stage.token("usr_2")).await.unwrap();
    let failed = laptop.post("typed as the second").await.unwrap_err();
    assert!(["lost", "session_replaced"].contains(&failed.code()), "{failed}");
    assert_eq!(laptop.conversation().await.unwrap().messages, []);
    laptop.connect().await.unwrap();
    let said = laptop.resend().await.unwrap().pop().unwrap();
    assert_eq!(laptop.sees(&said.id).await.text, "typed as the second");
}
