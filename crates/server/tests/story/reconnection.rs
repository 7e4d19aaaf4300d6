//! Sockets that end, frames that get lost: what was missed arrives, in order and once.

use bonafide_testkit::{server::Engine, wire::Message};

use crate::stage::{Stage, on_both_engines};

on_both_engines![
    missed_events_arrive_after_the_server_has_moved,
    a_lost_frame_costs_time_and_no_message,
    a_gap_too_large_for_the_socket_is_read_again,
];

/// The server's word when it ends: connect again.
const MOVING: u16 = 4004;
/// More than are told one by one.
const MANY: usize = 210;

async fn missed_events_arrive_after_the_server_has_moved(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let (mut laptop, mut phone) = (stage.signed_in("usr_1").await, stage.signed_in("usr_1").await);
    let conversation = phone.write("Before.").await.unwrap().conversation;
    laptop.next("message").await;
    stage.agent.connect().await.unwrap();
    stage.agent.watch(&conversation).await;
    stage.agent.next("message").await;

    stage.server.stop().await;
    assert_eq!(laptop.closed().await.code, MOVING);
    assert_eq!(phone.closed().await.code, MOVING);
    assert_eq!(stage.agent.closed().await.code, MOVING);
    stage.server.restart().await;

    let missed = phone.write("While you were away.").await.unwrap();
    let answer = stage.agent.write(&conversation, "We are back.").await.unwrap().message;
    laptop.connect().await.unwrap();
    assert_eq!(texts(&laptop.messages_up_to(&answer.id).await), [missed.text.as_str(), "We are back."]);
    stage.agent.connect().await.unwrap();
    stage.agent.watch(&conversation).await;
    assert_eq!(stage.agent.next("message").await.message.unwrap().message, missed);
    assert_eq!(stage.agent.next("message").await.message.unwrap().message, answer);
}

async fn a_lost_frame_costs_time_and_no_message(engine: Engine) {
    let stage = Stage::set(engine).await;
    let (mut laptop, mut phone) = (stage.signed_in("usr_1").await, stage.signed_in("usr_1").await);
    laptop.lose_next_event();
    for text in ["one", "two", "three"] {
        phone.write(text).await.unwrap();
    }
    let last = phone.write("four").await.unwrap();
    assert_eq!(texts(&laptop.messages_up_to(&last.id).await), ["one", "two", "three", "four"]);
}

async fn a_gap_too_large_for_the_socket_is_read_again(engine: Engine) {
    let stage = Stage::set(engine).await;
    let (mut laptop, mut phone) = (stage.signed_in("usr_1").await, stage.signed_in("usr_1").await);
    phone.write("first").await.unwrap();
    laptop.next("message").await;
    laptop.hang_up();
    for number in 0..MANY {
        phone.write(&number.to_string()).await.unwrap();
    }
    laptop.connect().await.unwrap();
    laptop.resynced().await;
    let last = phone.write("last").await.unwrap();
    assert_eq!(texts(&laptop.messages_up_to(&last.id).await), ["last"], "the others were read, not told");
    let read = laptop.transcript().await.unwrap();
    assert_eq!(read, phone.transcript().await.unwrap());
    assert_eq!(read.len(), MANY + 2);
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).collect()
}
