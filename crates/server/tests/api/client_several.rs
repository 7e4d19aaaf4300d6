//! Several conversations of one user (MRG-9).

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, patch, post},
    cases, company,
    group::Case,
    visitor::{Visitor, texts},
    world::World,
};

/// Of writing in them.
pub(crate) const WRITING: &[Case] = cases![
    mrg_9_a_message_says_which_conversation_it_is_for,
    mrg_9_with_the_setting_off_nothing_is_begun_and_the_answers_are_as_ever,
    mrg_9_a_conversation_of_somebody_else_is_refused_like_one_that_is_not_there,
    mrg_9_somebody_anonymous_begins_ten,
    mrg_9_a_message_says_one_thing,
];

/// Of the form in them.
pub(crate) const FORM: &[Case] = cases![
    mrg_9_the_form_is_asked_for_once_and_goes_where_it_was_asked,
    mrg_9_a_form_for_another_conversation_is_refused,
];

/// Of reading them.
pub(crate) const READING: &[Case] =
    cases![mrg_9_each_is_read_by_its_id_and_all_are_listed, mrg_9_a_page_of_somebody_else_is_not_found,];

const NOWHERE: &str = "0123456789abcdef01234567";

/// An administrator switches the setting.
pub(crate) fn sets_multiple(world: &World, on: bool) {
    let company = world.company();
    let change = json!({"multiple_conversations": on});
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    let changed = world.ask(patch(path).by(&company.administrator).json(&change)).gives(200);
    assert_eq!(changed["multiple_conversations"], on);
}

fn sends(world: &World, visitor: &Visitor, message: &Value) -> Answer {
    world.ask(post("/client/v1/messages").by(&visitor.token).json(message))
}

/// Begins a conversation: its id.
pub(crate) fn begins(world: &World, visitor: &Visitor, text: &str) -> String {
    let mut message = visitor.message(world, text);
    message["begun_by"] = message["client_id"].clone();
    id(&sends(world, visitor, &message).gives(201))
}

fn says_in(world: &World, visitor: &Visitor, conversation: &str, text: &str) -> Answer {
    let mut message = visitor.message(world, text);
    message["conversation"] = json!(conversation);
    sends(world, visitor, &message)
}

fn id(posted: &Value) -> String {
    posted.pointer("/conversation/id").unwrap().as_str().unwrap().to_owned()
}

fn reads(world: &World, visitor: &Visitor, conversation: &str) -> Answer {
    world.ask(get(format!("/client/v1/conversation?conversation={conversation}")).by(&visitor.token))
}

fn mrg_9_a_message_says_which_conversation_it_is_for(world: &World) {
    sets_multiple(world, true);
    let visitor = Visitor::open(world, world.company());
    let first = id(&visitor.says(world, "first").gives(201));
    let mut begin = visitor.message(world, "second");
    begin["begun_by"] = begin["client_id"].clone();
    let second = id(&sends(world, &visitor, &begin).gives(201));
    assert_ne!(first, second);
    assert_eq!(id(&sends(world, &visitor, &begin).gives(200)), second, "details 19: a repeat begins nothing");
    let mut follows = visitor.message(world, "of the second");
    follows["begun_by"] = begin["client_id"].clone();
    assert_eq!(id(&says_in(world, &visitor, &first, "of the first").gives(201)), first);
    assert_eq!(id(&sends(world, &visitor, &follows).gives(201)), second);
    assert_eq!(id(&visitor.says(world, "to the last").gives(201)), second);
    assert_eq!(texts(&reads(world, &visitor, &first).gives(200)), ["first", "of the first"]);
}

fn mrg_9_with_the_setting_off_nothing_is_begun_and_the_answers_are_as_ever(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let one = id(&visitor.says(world, "one").gives(201));
    assert_eq!(begins(world, &visitor, "still one"), one);
    let page = visitor.reads(world).gives(200);
    assert_eq!((page.get("conversations"), texts(&page)), (None, vec!["one", "still one"]));
    assert_eq!(id(&says_in(world, &visitor, &one, "by its name").gives(201)), one);
}

fn mrg_9_a_conversation_of_somebody_else_is_refused_like_one_that_is_not_there(world: &World) {
    let company = world.company();
    sets_multiple(world, true);
    let key = company.key(world, "shop");
    let hers = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let theirs = begins(world, &hers, "hers");
    let others = [
        Visitor::open(world, company),
        Visitor::signed_in(world, company, &company::token(world, &key, "usr_2")),
    ];
    for other in others {
        let refused =
            [&theirs, NOWHERE].map(|id| says_in(world, &other, id, "no").refused("not_found").description);
        assert_eq!(refused[0], refused[1]);
        let mut never = other.message(world, "no");
        never["begun_by"] = json!("never-sent-before");
        sends(world, &other, &never).refused("not_found");
        // SES-11: words of somebody else are theirs first.
        let mut typed_as_her = other.message(world, "hers");
        (typed_as_her["as_user"], typed_as_her["conversation"]) = (json!(hers.user), json!(theirs));
        sends(world, &other, &typed_as_her).refused("wrong_user");
    }
    assert_eq!(texts(&hers.reads(world).gives(200)), ["hers"]);
}

fn mrg_9_somebody_anonymous_begins_ten(world: &World) {
    sets_multiple(world, true);
    let visitor = Visitor::open(world, world.company());
    for number in 0..10 {
        begins(world, &visitor, &number.to_string());
    }
    let mut message = visitor.message(world, "one more");
    message["begun_by"] = message["client_id"].clone();
    sends(world, &visitor, &message).refused("too_many_conversations");
    visitor.says(world, "goes on").gives(201);
}

fn mrg_9_a_message_says_one_thing(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let mut message = visitor.message(world, "both");
    (message["conversation"], message["begun_by"]) = (json!(NOWHERE), message["client_id"].clone());
    let refused = sends(world, &visitor, &message).refused("bad_request");
    assert!(refused.description.contains("begun_by"), "{}", refused.description);
    for (member, value) in [("conversation", "no id"), ("begun_by", "short"), ("begun_by", "nul_nul_\0")] {
        let mut message = visitor.message(world, "text");
        message[member] = json!(value);
        sends(world, &visitor, &message).refused("bad_request");
    }
}

fn form(world: &World, visitor: &Visitor, conversation: &str) -> Answer {
    let form = json!({"client_id": world.client_made_id(), "email": "zoe@shop.example", "as_user": visitor.user,
        "conversation": conversation});
    world.ask(post("/client/v1/contact").by(&visitor.token).json(&form))
}

fn mrg_9_the_form_is_asked_for_once_and_goes_where_it_was_asked(world: &World) {
    let company = world.company();
    let asks = json!({"asks_for_contact": true, "multiple_conversations": true});
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    world.ask(patch(path).by(&company.administrator).json(&asks)).gives(200);
    let visitor = Visitor::open(world, company);
    let first = begins(world, &visitor, "first");
    let second = begins(world, &visitor, "second");
    let kinds = |id: &str| {
        let page = reads(world, &visitor, id).gives(200);
        page["messages"].as_array().unwrap().iter().map(|it| it["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&first), ["text", "contact_asked"]);
    assert_eq!(kinds(&second), ["text"], "who was asked once is not asked again");
    assert_eq!(id(&form(world, &visitor, &first).gives(201)), first);
    assert_eq!(kinds(&first), ["text", "contact_asked", "contact"]);
}

fn mrg_9_a_form_for_another_conversation_is_refused(world: &World) {
    sets_multiple(world, true);
    let hers = begins(world, &Visitor::open(world, world.company()), "hers");
    let other = Visitor::open(world, world.company());
    for id in [hers.as_str(), NOWHERE] {
        form(world, &other, id).refused("not_found");
    }
    for number in 0..10 {
        begins(world, &other, &number.to_string());
    }
}

fn mrg_9_each_is_read_by_its_id_and_all_are_listed(world: &World) {
    let company = world.company();
    sets_multiple(world, true);
    let visitor = Visitor::open(world, company);
    let page = visitor.reads(world).gives(200);
    assert_eq!(page["conversations"], json!({"may_begin": true, "all": []}));
    let (first, second) = (begins(world, &visitor, "first"), begins(world, &visitor, "second"));
    let answer = json!({"client_id": world.client_made_id(), "text": "an answer"});
    let path = format!("/agent/v1/conversations/{first}/messages");
    world.ask(post(&path).by(&company.agent).json(&answer)).gives(201);
    let note = json!({"client_id": world.client_made_id(), "text": "a note", "visibility": "agents"});
    let path = format!("/agent/v1/conversations/{second}/messages");
    world.ask(post(&path).by(&company.agent).json(&note)).gives(201);

    let page = reads(world, &visitor, &second).gives(200);
    assert_eq!((page["conversation"]["id"].as_str(), texts(&page)), (Some(second.as_str()), vec!["second"]));
    let listed: Vec<_> = page["conversations"]["all"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!([it["id"], it["head"], it["last_message"]["text"]]))
        .collect();
    assert_eq!(
        listed,
        [json!([first, 2, "an answer"]), json!([second, 2, "second"])],
        "a note moves nothing"
    );
    let before = page["messages"][0]["id"].as_str().unwrap();
    let older = format!("/client/v1/conversation?conversation={second}&before={before}");
    assert_eq!(world.ask(get(older).by(&visitor.token)).gives(200).get("conversations"), None);
    let events = format!("/client/v1/events?conversation={first}&after=1");
    let missed = world.ask(get(events).by(&visitor.token)).gives(200);
    assert_eq!((&missed["head"], &missed["events"][0]["c"]), (&json!(2), &json!(first)));

    // The agents' page of one names the other.
    let page = world.ask(get(format!("/agent/v1/conversations/{first}")).by(&company.agent)).gives(200);
    assert_eq!(
        (&page["others"][0]["id"], &page["others"][0]["ticket"]["number"]),
        (&json!(second), &json!(2))
    );
    sets_multiple(world, false);
    assert_eq!(visitor.reads(world).gives(200)["conversations"]["may_begin"], false);
}

fn mrg_9_a_page_of_somebody_else_is_not_found(world: &World) {
    sets_multiple(world, true);
    let hers = begins(world, &Visitor::open(world, world.company()), "hers");
    let other = Visitor::open(world, world.company());
    begins(world, &other, "theirs");
    for id in [hers.as_str(), NOWHERE] {
        reads(world, &other, id).refused("not_found");
        let events = format!("/client/v1/events?conversation={id}&after=0");
        world.ask(get(events).by(&other.token)).refused("not_found");
    }
}
