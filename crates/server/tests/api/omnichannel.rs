//! The calls of the published omnichannel client: what it is told, and what is refused. What it makes of them is told by the
//! stories, which run the client itself.

use bonafide_testkit::backend::Key;
use serde_json::{Map, Value, json};

use crate::{
    admin_login_log,
    answer::Answer,
    call::{Call, get, options, post},
    cases,
    code_chat::CodeChat,
    company,
    group::Group,
    live_chat::LiveChat,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[],
    samples: |_| Vec::new(),
    cases: &[cases![
        a_channel_is_told_and_one_that_is_not_there_has_the_clients_number,
        omn_10_a_chat_begins_with_or_without_a_token,
        a_token_that_is_refused_opens_nothing,
        ses_6_whoever_is_said_to_be_signed_in_begins_with_a_token_or_not_at_all,
        omn_8_context_that_is_not_signed_is_refused,
        omn_8_context_that_is_not_signed_is_refused_on_a_live_chat,
        omn_8_where_nobody_can_sign_in_context_is_what_the_page_says,
        omn_8_context_that_cannot_be_fields_is_refused_and_not_dropped,
        a_repeated_beginning_gets_the_same_session,
        a_chat_without_its_session_is_refused,
        a_thread_belongs_to_its_session_alone,
        a_repeated_call_writes_one_message,
        a_repeated_call_of_another_person_writes_their_own,
        a_call_without_a_usable_name_writes_each_time,
        nothing_of_a_chats_token_is_believed_but_the_session,
        a_chat_that_ended_takes_nothing_more,
        pages_of_any_origin_may_call,
    ]],
};

/// A chat that has begun, as the client knows it.
#[derive(Clone)]
pub(crate) struct Chat {
    pub(crate) thread: String,
    pub(crate) token: String,
    pub(crate) session: String,
}

impl Chat {
    /// What an answer that began one says.
    pub(crate) fn of(answer: &Answer) -> Self {
        let told = answer.json();
        let text = |member: &str| told[member].as_str().unwrap().to_owned();
        let session = answer.header("oc-sessionid").unwrap().to_owned();
        Self { thread: text("ChatId"), token: text("Token"), session }
    }

    /// Reads the thread.
    pub(crate) fn messages(&self) -> Call {
        get(format!("/chat/threads/{}/messages?api-version=2024-03-07", self.thread)).by(&self.token)
    }

    /// Writes to the thread.
    pub(crate) fn sending(&self, text: &str) -> Call {
        let body = json!({ "content": text, "senderDisplayName": "Customer", "metadata": { "tags": "FromCustomer" } });
        post(format!("/chat/threads/{}/messages", self.thread)).by(&self.token).json(&body)
    }

    /// Asks where it stands.
    pub(crate) fn details(&self) -> Call {
        get("/livechatconnector/auth/getliveworkitemdetails/org/widget/request?channelId=lcw")
            .header("oc-sessionid", &self.session)
    }

    /// Ends it.
    pub(crate) fn closing(&self) -> Call {
        post("/livechatconnector/sessionclose/org/widget/request?channelId=lcw")
            .header("oc-sessionid", &self.session)
            .json(&json!({ "chatId": self.thread }))
    }
}

fn beginning(world: &World, token: Option<&str>) -> Call {
    beginning_on(&world.company().channel, token)
}

/// Begins a chat on a channel, by its public key.
pub(crate) fn beginning_on(channel: &str, token: Option<&str>) -> Call {
    let base = token.map_or("/livechatconnector", |_| "/livechatconnector/auth");
    let target = format!("{base}/organization/org/widgetApp/{channel}/conversation");
    let call = post(target).header("request-id", "0aa51b26-25f0-4a34-a1d9-3f33a66b1ac1");
    let call = call.json(&json!({ "locale": "en-us", "channelId": "lcw", "isProactiveChat": false }));
    match token {
        Some(token) => call.header("authenticatedusertoken", token).header("authcodenonce", "0aa51b26"),
        None => call,
    }
}

fn ok(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{answer:?}");
    answer.json()
}

fn key(world: &World) -> Key {
    world.company().key(world, "portal")
}

fn a_channel_is_told_and_one_that_is_not_there_has_the_clients_number(world: &World) {
    let config = |widget: &str| {
        world.ask_of_another_protocol(get(format!("/livechatconnector/config/org/{widget}?requestId=x")))
    };
    let told = ok(&config(&world.company().channel), 200);
    assert_eq!((&told["LiveChatVersion"], &told["LiveChatConfigAuthSettings"]), (&json!(2), &Value::Null));
    let missing = config("0123456789abcdef0123456789abcdef");
    assert_eq!((missing.status, missing.header("errorcode")), (404, Some("701")));
}

fn omn_10_a_chat_begins_with_or_without_a_token(world: &World) {
    let anonymous = Chat::of(&world.ask_of_another_protocol(beginning(world, None)));
    ok(&world.ask_of_another_protocol(anonymous.sending("One.")), 201);
    let token = company::token(world, &key(world), "usr_1");
    let signed_in = beginning(world, Some(&token)).header("oc-sessionid", &anonymous.session);
    let signed_in = Chat::of(&world.ask_of_another_protocol(signed_in));
    assert_eq!(signed_in.thread, anonymous.thread, "it is the same device");
    ok(&world.ask_of_another_protocol(signed_in.sending("Two.")), 201);
    let told = ok(&world.ask_of_another_protocol(signed_in.messages()), 200);
    let said: Vec<_> = told["value"].as_array().unwrap().iter().map(|it| &it["content"]["message"]).collect();
    assert_eq!(said, ["Two.", "One."]);
    // MRG-5: the session before is over.
    assert_eq!(world.ask_of_another_protocol(anonymous.sending("Three.")).status, 401);
}

fn a_token_that_is_refused_opens_nothing(world: &World) {
    let other = Key { id: key(world).id, secret: "of somebody else, and long enough to be one".to_owned() };
    let refused =
        world.ask_of_another_protocol(beginning(world, Some(&company::token(world, &other, "usr_1"))));
    assert_eq!((refused.status, refused.reason().as_deref()), (401, Some("signature_invalid")));
    assert_eq!(refused.header("oc-sessionid"), None);
}

fn ses_6_whoever_is_said_to_be_signed_in_begins_with_a_token_or_not_at_all(world: &World) {
    let token = company::token(world, &key(world), "usr_1");
    let token = token.as_str();
    let sessions = || world.row_counts().into_iter().find(|(table, _)| table == "sessions").unwrap().1;
    let before = sessions();
    let with = |tokens: &[&str]| {
        let mut call = beginning(world, Some(token));
        call.headers.retain(|(name, _)| *name != "authenticatedusertoken");
        tokens.iter().fold(call, |call, token| call.header("authenticatedusertoken", token))
    };
    for tokens in [&[][..], &[""], &[token, token], &[token, "another"], &["töken"]] {
        let refused = world.ask_of_another_protocol(with(tokens));
        assert_eq!(
            (refused.status, refused.reason().as_deref()),
            (401, Some("token_malformed")),
            "{tokens:?}"
        );
        assert_eq!((refused.header("oc-sessionid"), refused.header("message")), (None, None));
    }
    assert_eq!(sessions(), before);
    let line = &admin_login_log::lines(world, "?reason=token_malformed")[0];
    assert_eq!((&line["attempts"], &line["channel"]["id"]), (&json!(5), &json!(world.company().channel_id)));
    Chat::of(&world.ask_of_another_protocol(with(&[token])));

    // Where the page hands over a code, it is none of those either.
    let chat = CodeChat::new(world.engine);
    let mut call = beginning_on(&chat.public_key, Some("code"));
    call.headers.retain(|(name, _)| *name != "authenticatedusertoken");
    let refused = chat.world.ask_of_another_protocol(call);
    assert_eq!((refused.status, refused.reason().as_deref()), (401, Some("code_invalid")));
    assert_eq!(chat.exchanges(), 0);
}

fn omn_8_context_that_is_not_signed_is_refused(world: &World) {
    let context = |value: Value| beginning(world, None).json(&json!({ "customContextData": value }));
    let refused =
        world.ask_of_another_protocol(context(json!({ "tier": { "value": "gold", "isDisplayable": true } })));
    assert_eq!((refused.status, refused.code().as_deref()), (400, Some("bad_request")));
    assert!(refused.text.contains("The channel has an authentication setting"), "{refused:?}");
    ok(&world.ask_of_another_protocol(context(json!({}))), 200);
}

/// Begins a chat on a channel, with what the page says of it.
fn beginning_with(world: &World, channel: &str, context: &Value) -> Answer {
    world.ask_of_another_protocol(beginning_on(channel, None).json(&json!({ "customContextData": context })))
}

fn omn_8_context_that_is_not_signed_is_refused_on_a_live_chat(world: &World) {
    let chat = LiveChat::new(world);
    let context = json!({ "tier": { "value": "gold" } });
    let refused = beginning_with(world, &chat.public_key, &context);
    assert_eq!((refused.status, refused.code().as_deref()), (400, Some("bad_request")));
    assert!(refused.text.contains("The channel has an authentication setting"), "{refused:?}");
    // As soon as nobody can sign in on it, it is what the page says.
    chat.attaches(world, &Value::Null);
    ok(&beginning_with(world, &chat.public_key, &context), 200);
}

/// A live chat on which nobody can sign in, by its public key, of a company whose pages may say something (KEY-7).
fn open_to_all(world: &World) -> String {
    key(world);
    let asked = json!({"name": "Open to all", "kind": "omnichannel"});
    let made = world.ask(post("/admin/v1/channels").by(&world.company().administrator).json(&asked));
    made.gives(201)["public_key"].as_str().unwrap().to_owned()
}

/// What the page has said of a chat, as agents read it.
fn fields(world: &World, chat: &Chat) -> Value {
    let details = ok(&world.ask_of_another_protocol(chat.details()), 200);
    let path = format!("/agent/v1/conversations/{}", details["ConversationId"].as_str().unwrap());
    world.ask(get(path).by(&world.company().agent)).gives(200)["tickets"][0]["fields"].clone()
}

fn omn_8_where_nobody_can_sign_in_context_is_what_the_page_says(world: &World) {
    let channel = open_to_all(world);
    let context = json!({ "tier": { "value": "gold", "isDisplayable": true }, "total": { "value": 12.5 } });
    let chat = Chat::of(&beginning_with(world, &channel, &context));
    let said = json!([{ "id": "tier", "value": "gold" }, { "id": "total", "value": 12.5 }]);
    for text in ["Hello.", "Hello again."] {
        ok(&world.ask_of_another_protocol(chat.sending(text)), 201);
        assert_eq!(fields(world, &chat), said);
    }
    let silent = Chat::of(&beginning_with(world, &channel, &json!({})));
    ok(&world.ask_of_another_protocol(silent.sending("Hello.")), 201);
    assert_eq!(fields(world, &silent), json!([]));
}

fn omn_8_context_that_cannot_be_fields_is_refused_and_not_dropped(world: &World) {
    let channel = open_to_all(world);
    let long = "x".repeat(129);
    let many: Map<String, Value> = (0..51).map(|n| (format!("f{n}"), json!({ "value": n }))).collect();
    for odd in [
        json!({ "tier": "gold" }),
        json!({ "tier": {} }),
        json!({ "tier": { "value": null } }),
        json!({ "tier": { "value": ["gold"] } }),
        json!({ "": { "value": "gold" } }),
        json!({ long: { "value": "gold" } }),
        json!({ "tier": { "value": "x".repeat(4_097) } }),
        json!(many),
    ] {
        let refused = beginning_with(world, &channel, &odd);
        assert_eq!((refused.status, refused.header("oc-sessionid")), (400, None), "{odd} {refused:?}");
    }
}

fn a_repeated_beginning_gets_the_same_session(world: &World) {
    let key = key(world);
    let token = company::token(world, &key, "usr_1");
    let first = Chat::of(&world.ask_of_another_protocol(beginning(world, Some(&token))));
    let again = beginning(world, Some(&token)).header("oc-sessionid", &first.session);
    let again = Chat::of(&world.ask_of_another_protocol(again));
    let id = |chat: &Chat| chat.session.rsplit_once('_').map(|(id, _)| id.to_owned());
    assert_eq!(
        (id(&again), &again.thread),
        (id(&first), &first.thread),
        "it may not have heard of the first secret"
    );
    // The client's name for the chat stays, and another person comes: SES-10.
    let other =
        beginning(world, Some(&company::token(world, &key, "usr_2"))).header("oc-sessionid", &again.session);
    let other = Chat::of(&world.ask_of_another_protocol(other));
    assert_ne!(id(&other), id(&again));
    assert_eq!(world.ask_of_another_protocol(again.messages()).status, 401);
}

fn a_chat_without_its_session_is_refused(world: &World) {
    let chat = Chat::of(&world.ask_of_another_protocol(beginning(world, None)));
    let without = |mut call: Call| {
        call.headers.retain(|(name, _)| *name != "oc-sessionid" && *name != "authorization");
        world.ask_of_another_protocol(call).code()
    };
    for call in [chat.details(), chat.closing(), chat.messages(), chat.sending("Hello.")] {
        assert_eq!(without(call).as_deref(), Some("session_missing"));
    }
}

fn a_thread_belongs_to_its_session_alone(world: &World) {
    let [one, other] = [0, 1].map(|_| Chat::of(&world.ask_of_another_protocol(beginning(world, None))));
    let strange = Chat { thread: other.thread, ..one };
    let threads = format!("/chat/threads/{}", strange.thread);
    for call in [
        strange.messages(),
        strange.sending("Hello."),
        get(format!("{threads}/participants")).by(&strange.token),
        post(format!("{threads}/typing")).by(&strange.token).json(&json!({})),
    ] {
        assert_eq!(world.ask_of_another_protocol(call).code().as_deref(), Some("not_found"));
    }
}

/// What the client's pipeline calls a call, and each repeat of it.
const CALL: &str = "x-ms-client-request-id";

/// The texts in a thread, the newest first.
fn said(world: &World, chat: &Chat) -> Vec<String> {
    let told = ok(&world.ask_of_another_protocol(chat.messages()), 200);
    let texts = told["value"].as_array().unwrap().iter().map(|it| it["content"]["message"].as_str().unwrap());
    texts.map(str::to_owned).collect()
}

fn a_repeated_call_writes_one_message(world: &World) {
    let chat = Chat::of(&world.ask_of_another_protocol(beginning(world, None)));
    let sends = |call: &str, text: &str| {
        ok(&world.ask_of_another_protocol(chat.sending(text).header(CALL, call)), 201)["id"].clone()
    };
    let first = sends("7d0b5f0e-5bd0-4d6c-8e8e-6f0d7b3e0c11", "Once.");
    world.clock.forward(5);
    assert_eq!(sends("7d0b5f0e-5bd0-4d6c-8e8e-6f0d7b3e0c11", "Once."), first);
    assert_ne!(sends("0e6d3c52-93a3-4a0c-a4a5-2d9a1f1be9c4", "Once."), first, "another call, the same words");
    assert_eq!(said(world, &chat), ["Once.", "Once."]);
}

fn a_repeated_call_of_another_person_writes_their_own(world: &World) {
    let call = "7d0b5f0e-5bd0-4d6c-8e8e-6f0d7b3e0c11";
    let key = key(world);
    let begins = |who: &str, session: Option<&str>| {
        let call = beginning(world, Some(&company::token(world, &key, who)));
        let call = match session {
            Some(session) => call.header("oc-sessionid", session),
            None => call,
        };
        Chat::of(&world.ask_of_another_protocol(call))
    };
    let sends =
        |chat: &Chat, text: &str| world.ask_of_another_protocol(chat.sending(text).header(CALL, call));
    let [one, other] = ["usr_call_1", "usr_call_2"].map(|who| begins(who, None));
    assert_ne!(ok(&sends(&one, "Mine."), 201)["id"], ok(&sends(&other, "My own."), 201)["id"]);
    assert_eq!(
        (said(world, &one), said(world, &other)),
        (vec!["Mine.".to_owned()], vec!["My own.".to_owned()])
    );

    // On the same device the words would be those that the first person typed (SES-11): they are not told to the second.
    let second = begins("usr_call_3", Some(&one.session));
    assert_eq!(second.thread, one.thread, "it is the same device");
    assert_eq!(sends(&second, "Mine.").code().as_deref(), Some("wrong_user"));
    assert_eq!(said(world, &second), Vec::<String>::new());
}

fn a_call_without_a_usable_name_writes_each_time(world: &World) {
    let chat = Chat::of(&world.ask_of_another_protocol(beginning(world, None)));
    let long = "x".repeat(65);
    for odd in [None, Some("short"), Some("with a space"), Some(long.as_str())] {
        for _ in 0..2 {
            let call = chat.sending("Again.");
            let call = match odd {
                Some(name) => call.header(CALL, name),
                None => call,
            };
            ok(&world.ask_of_another_protocol(call), 201);
        }
    }
    assert_eq!(said(world, &chat).len(), 8);
}

fn nothing_of_a_chats_token_is_believed_but_the_session(world: &World) {
    let chat = Chat::of(&world.ask_of_another_protocol(beginning(world, None)));
    let session = chat.token.rsplit('.').next().unwrap();
    let token = format!("bm90.aGluZw.{session}");
    ok(&world.ask_of_another_protocol(Chat { token, ..chat }.sending("Hello.")), 201);
    let visitor = Visitor::open(world, world.company());
    let strange = Chat { thread: "0".repeat(24), token: visitor.token.clone(), session: visitor.token };
    assert_eq!(world.ask_of_another_protocol(strange.messages()).code().as_deref(), Some("not_found"));
}

fn a_chat_that_ended_takes_nothing_more(world: &World) {
    let token = company::token(world, &key(world), "usr_1");
    let chat = Chat::of(&world.ask_of_another_protocol(beginning(world, Some(&token))));
    assert_eq!(ok(&world.ask_of_another_protocol(chat.details()), 200)["State"], "Open");
    ok(&world.ask_of_another_protocol(chat.closing()), 200);
    for call in [chat.sending("Hello."), chat.messages(), chat.details()] {
        assert_eq!(world.ask_of_another_protocol(call).code().as_deref(), Some("session_ended"));
    }
}

fn pages_of_any_origin_may_call(world: &World) {
    let call = options(beginning(world, None).target)
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authenticatedusertoken,oc-sessionid,x-ms-client-request-id",
        );
    let answer = world.ask_of_another_protocol(call);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let allowed = answer.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("authenticatedusertoken") && allowed.contains("oc-sessionid"), "{allowed}");
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let begun =
        world.ask_of_another_protocol(beginning(world, None).header("origin", "https://shop.example"));
    assert!(begun.header("access-control-expose-headers").unwrap().contains("oc-sessionid"), "{begun:?}");
}
