//! The calls of the published omnichannel client: what it is told, and what is refused. What it makes of them is told by the
//! stories, which run the client itself.

use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

use crate::{
    admin_login_log,
    answer::Answer,
    call::{Call, get, options, post},
    cases,
    code_chat::CodeChat,
    company,
    group::Group,
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
        omn_8_where_nobody_can_sign_in_context_is_refused_in_true_words,
        a_repeated_beginning_gets_the_same_session,
        a_chat_without_its_session_is_refused,
        a_thread_belongs_to_its_session_alone,
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

fn omn_8_where_nobody_can_sign_in_context_is_refused_in_true_words(world: &World) {
    let asked = json!({"name": "Open to all", "kind": "omnichannel"});
    let channel =
        world.ask(post("/admin/v1/channels").by(&world.company().administrator).json(&asked)).gives(201);
    let path = format!(
        "/livechatconnector/organization/org/widgetApp/{}/conversation",
        channel["public_key"].as_str().unwrap()
    );
    let begins = |context: Value| {
        world.ask_of_another_protocol(post(&path).json(&json!({"customContextData": context})))
    };
    let refused = begins(json!({"tier": {"value": "gold"}}));
    assert_eq!((refused.status, refused.code().as_deref()), (400, Some("bad_request")));
    assert!(refused.text.contains("The channel has no authentication setting"), "{refused:?}");
    ok(&begins(json!({})), 200);
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
