//! The same person on a second device, and what a logout leaves.

use super::{Scene, done};
use crate::client::Client;

pub(super) async fn one_conversation(scene: &mut Scene, laptop: &mut Client) -> Client {
    let narrator = scene.narrator;
    narrator.chapter("4. The same person signs in on a phone: one conversation, live on both");
    let mut phone = scene.new_device();
    let opened = done("the phone's login", phone.login(&scene.token()).await);
    assert_eq!(opened.user.id, laptop.user_id(), "RES-1");
    assert_eq!(phone.conversation_id(), laptop.conversation_id(), "SES-2");
    phone.connect().await.expect("the phone's socket opens");

    let said = done("a message from the phone", phone.write("Now I am on the train.").await);
    narrator.line("phone", &said.text);
    assert_eq!(laptop.sees(&said.id).await.text, said.text);
    narrator.line("laptop sees", &format!("\u{201c}{}\u{201d}", said.text));
    let seen = scene.agent_sees(&said.id).await;
    assert!(seen.is_verified());
    assert_eq!(
        seen.evidence.map(|evidence| evidence.device),
        Some(opened.device.id),
        "the phone's own proof"
    );

    let answer = done("the answer", scene.agent.write(&scene.conversation, "It comes tomorrow, Mara.").await);
    narrator.line("agent", &answer.message.text);
    for (name, device) in [("laptop sees", laptop), ("phone sees", &mut phone)] {
        let heard = device.sees(&answer.message.id).await;
        narrator.line(name, &format!("\u{201c}{}\u{201d}", heard.text));
    }
    phone
}

pub(super) async fn logging_out(scene: &mut Scene, laptop: &mut Client, phone: &mut Client) {
    let narrator = scene.narrator;
    narrator.chapter("5. The laptop logs out: whoever writes there next is somebody else");
    let mara = laptop.user_id().to_owned();
    done("the logout", laptop.logout().await);
    assert_eq!(laptop.closed().await.code, 4002);
    narrator.line("laptop", "logged out");

    let said = done("a message after the logout", laptop.write("Is anybody there?").await);
    narrator.line("laptop", &said.text);
    laptop.connect().await.expect("the laptop's socket opens anew");
    assert_ne!(laptop.user_id(), mara, "SES-5: a new anonymous user");
    assert_ne!(said.conversation, scene.conversation);
    scene.agent.watch(&said.conversation).await;
    assert!(!scene.agent_sees(&said.id).await.is_verified());
    let id = said.conversation.clone();
    let page = done("the new conversation", scene.agent.conversation(&id).await);
    let numbers: Vec<_> = page.tickets.iter().map(|ticket| ticket.number).collect();
    assert_eq!(numbers, [2], "SES-5: and a new ticket");
    assert_eq!((page.user.mark.as_str(), page.messages.len()), ("not_verified", 1));
    narrator.line("agent sees", "a new ticket 2, from somebody who is not verified");

    let still = done("the phone stays signed in", phone.write("I am still here.").await);
    narrator.line("phone", &still.text);
    assert!(scene.agent_sees(&still.id).await.is_verified());
}
