//! Somebody writes without signing in. They are served, and plainly shown as not verified.

use super::{Scene, done};
use crate::client::Client;

pub(super) async fn somebody_writes(scene: &mut Scene) -> Client {
    let narrator = scene.narrator;
    narrator.chapter("2. Somebody asks a question without signing in");
    let mut laptop = scene.new_device();
    let asked = done("the first message", laptop.write("Where is my order 1042?").await);
    narrator.line("laptop", &asked.text);
    laptop.connect().await.expect("the laptop's socket opens");

    scene.agent.inbox_changed().await;
    let inbox = done("the inbox", scene.agent.inbox(None).await);
    let ticket = inbox.tickets.first().expect("the question is in the inbox");
    assert_eq!((ticket.number, ticket.status.as_str()), (1, "new"));
    assert_eq!(ticket.requester.mark, "not_verified");
    assert_eq!((&ticket.requester.external_id, &ticket.requester.evidence), (&None, &None));
    scene.conversation.clone_from(&ticket.conversation);
    narrator.line("agent sees", &format!("ticket {}, from somebody who is not verified", ticket.number));

    scene.agent.watch(&asked.conversation).await;
    let seen = scene.agent_sees(&asked.id).await;
    assert_eq!(seen.mark.as_deref(), Some("not_verified"));

    let answer = done("the answer", scene.agent.write(&asked.conversation, "Who are you, please?").await);
    narrator.line("agent", &answer.message.text);
    assert_eq!((&answer.mark, &answer.evidence), (&None, &None), "agents' words carry no mark");
    let heard = laptop.sees(&answer.message.id).await;
    assert_eq!(heard.author.kind, "agent");
    narrator.line("laptop sees", &format!("\u{201c}{}\u{201d}", heard.text));

    let claim = done("the second message", laptop.write("I am Mara. Believe me!").await);
    narrator.line("laptop", &claim.text);
    assert_eq!(scene.agent_sees(&claim.id).await.mark.as_deref(), Some("not_verified"));
    laptop
}
