//! MRG-7: the two examples of joining, event by event as the agent sees them.

use bonafide_testkit::{
    server::Engine,
    wire::{
        Event,
        agent::{AgentConversation, AgentMessage},
    },
};

use crate::stage::{Stage, marks, on_both_engines};

on_both_engines![
    mrg_7_a_a_stranger_signs_in_in_the_middle,
    mrg_7_b_a_user_logs_out_writes_and_signs_in_again,
    mrg_5_the_retired_conversation_leads_to_the_one_it_was_joined_into,
];

async fn mrg_7_a_a_stranger_signs_in_in_the_middle(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut watching = stage.agent_at(&stage.server).await;
    watching.connect().await.unwrap();
    let mut laptop = stage.device();

    // "A writes without signing in: user 1, ticket 1"
    let first = laptop.write("Where is my order?").await.unwrap();
    let (conversation, user_1) = (first.conversation, laptop.user_id().to_owned());
    watching.watch(&conversation).await;
    let page = stage.agent.conversation(&conversation).await.unwrap();
    assert_eq!((page.user.id.as_str(), page.user.mark.as_str()), (user_1.as_str(), "not_verified"));
    assert_eq!(tickets(&page), [(1, "new", None)]);

    // "signs in in the middle, X unknown"
    let opened = laptop.login(&stage.token("usr_1")).await.unwrap();
    laptop.write("It was number 1042.").await.unwrap();

    // "→ user 2 with X, ticket 1 goes on, its requester is now user 2"
    let user_2 = opened.user.id;
    assert_ne!(user_2, user_1);
    let page = stage.agent.conversation(&conversation).await.unwrap();
    assert_eq!((page.user.id.as_str(), page.user.external_id.as_deref()), (user_2.as_str(), Some("usr_1")));
    assert_eq!(page.user.mark, "verified_now");
    assert_eq!(tickets(&page), [(1, "new", None)]);
    assert_eq!(
        marks(&page.messages),
        [("Where is my order?", false), ("It was number 1042.", true)],
        "MRG-6"
    );
    let inbox = stage.agent.inbox(None).await.unwrap();
    let requesters: Vec<_> = inbox.tickets.iter().map(|it| (it.number, it.requester.id.as_str())).collect();
    assert_eq!(requesters, [(1, user_2.as_str())]);
    assert_eq!(stage.agent.person(&user_1).await.unwrap().id, user_2, "MRG-5");

    let expected = [
        (1, "message", Some(("Where is my order?", false))),
        (2, "signed_in", None),
        (3, "message", Some(("It was number 1042.", true))),
    ];
    let log = stage.agent.events(&conversation, 0).await.unwrap();
    assert_eq!(told(&log), expected);
    assert_eq!(
        log.get(1).and_then(|it| it.evidence.as_ref()).map(|it| &it.session),
        Some(&opened.session.id)
    );
    let live = watching.events_up_to(&conversation, 3).await;
    assert_eq!(told(&live), expected, "live, the agent saw the same");
}

async fn mrg_7_b_a_user_logs_out_writes_and_signs_in_again(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut watching = stage.agent_at(&stage.server).await;
    watching.connect().await.unwrap();

    // "U signed in has ticket 1 open"
    let mut laptop = stage.device();
    laptop.login(&stage.token("usr_1")).await.unwrap();
    let user_1 = laptop.user_id().to_owned();
    let theirs = laptop.write("Where is my order?").await.unwrap().conversation;
    watching.watch(&theirs).await;

    // "logs out; writes → user 2, ticket 2"
    laptop.logout().await.unwrap();
    let other = laptop.write("Is anybody there?").await.unwrap().conversation;
    let user_2 = laptop.user_id().to_owned();
    assert_ne!(user_2, user_1);
    watching.watch(&other).await;
    let page = stage.agent.conversation(&other).await.unwrap();
    assert_eq!(page.user.id, user_2);
    assert_eq!(tickets(&page), [(2, "new", None)]);

    // "signs in again in the middle → one conversation, ticket 1 goes on, ticket 2 closed"
    let opened = laptop.login(&stage.token("usr_1")).await.unwrap();
    assert!(opened.joined);
    assert_eq!((opened.user.id.as_str(), laptop.conversation_id()), (user_1.as_str(), Some(theirs.as_str())));
    laptop.write("It was number 1042.").await.unwrap();

    let page = stage.agent.conversation(&theirs).await.unwrap();
    let ticket_1 = page.tickets.iter().find(|ticket| ticket.number == 1).unwrap().id.clone();
    assert_eq!(tickets(&page), [(1, "open", None), (2, "closed", Some(ticket_1.as_str()))], "MRG-3");
    let words = ["Where is my order?", "Is anybody there?", "It was number 1042."];
    assert_eq!(marks(&page.messages), [(words[0], true), (words[1], false), (words[2], true)], "MRG-6");
    let read = laptop.conversation().await.unwrap();
    let read: Vec<_> = read.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(read, words, "the user sees the same");
    let inbox = stage.agent.inbox(None).await.unwrap();
    let live: Vec<_> = inbox.tickets.iter().filter(|it| it.status != "closed").map(|it| it.number).collect();
    assert_eq!(live, [1]);

    let expected = [
        (1, "message", Some((words[0], true))),
        (2, "signed_out", None),
        (3, "joined", None),
        (4, "signed_in", None),
        (5, "message", Some((words[2], true))),
    ];
    assert_eq!(told(&stage.agent.events(&theirs, 0).await.unwrap()), expected);
    assert_eq!(told(&watching.events_up_to(&theirs, 5).await), expected, "live, the agent saw the same");
}

/// What the agent sees of the conversation that was joined into the other.
async fn mrg_5_the_retired_conversation_leads_to_the_one_it_was_joined_into(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut watching = stage.agent_at(&stage.server).await;
    watching.connect().await.unwrap();
    let theirs = stage.signed_in("usr_1").await.write("From the phone.").await.unwrap().conversation;
    let mut laptop = stage.device();
    let other = laptop.write("Where is my order?").await.unwrap().conversation;
    laptop.connect().await.unwrap();
    watching.watch(&other).await;
    laptop.login(&stage.token("usr_1")).await.unwrap();

    let expected = [(1, "message", Some(("Where is my order?", false))), (2, "moved", None)];
    let log = stage.agent.events(&other, 0).await.unwrap();
    assert_eq!(told(&log), expected);
    assert_eq!(log.last().and_then(|event| event.into.as_deref()), Some(theirs.as_str()));
    assert_eq!(told(&watching.events_up_to(&other, 2).await), expected, "live, the agent saw the same");
    let page = stage.agent.conversation(&other).await.unwrap();
    assert_eq!(page.conversation.id, theirs);
    assert_eq!(marks(&page.messages), [("From the phone.", true), ("Where is my order?", false)]);
}

/// An event: its number, its kind and, of a message, the words and whether they carry the mark.
type Told<'a> = (i64, &'a str, Option<(&'a str, bool)>);

/// What happened, in order.
fn told(events: &[Event<AgentMessage>]) -> Vec<Told<'_>> {
    let words = |said: &'_ AgentMessage| said.is_verified();
    let said = events.iter().map(|event| event.message.as_ref());
    let said = said.map(|said| said.map(|it| (it.message.text.as_str(), words(it))));
    events.iter().zip(said).map(|(event, said)| (event.number, event.kind.as_str(), said)).collect()
}

/// The tickets by number: where each stands, and into which it was merged.
fn tickets(page: &AgentConversation) -> Vec<(i64, &str, Option<&str>)> {
    let mut tickets: Vec<_> = page
        .tickets
        .iter()
        .map(|ticket| (ticket.number, ticket.status.as_str(), ticket.merged_into.as_deref()))
        .collect();
    tickets.sort_unstable();
    tickets
}
