//! What a setting calls is called with the guards of every call: not in a private network, and not for longer than ten seconds (OMN-4,
//! OMN-19).

use std::time::Duration;

use bonafide_testkit::{portal::Pair, provider::Reply};
use serde_json::{Value, json};

use super::refused::{line, refuses};
use crate::{
    answer::Answer,
    cases,
    code_chat::{CodeChat, exchange},
    group::Case,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    omn_11_a_token_url_that_never_answers_is_given_up,
    omn_12_an_action_that_never_answers_is_given_up,
    omn_4_keys_of_an_issuer_that_never_answers_are_given_up,
    omn_11_a_login_that_waits_holds_no_other,
    omn_13_an_exchange_ends_while_the_same_call_still_waits_for_it,
    omn_19_no_address_of_a_setting_is_called_in_a_private_network,
];

/// A login with a code, while the provider never answers at this path.
fn in_vain(chat: &CodeChat, code: &str, path: &'static str) -> Answer {
    chat.provider.answers(path, Reply::Held);
    let times = chat.provider.asked(path).len() + 1;
    chat.world.ask_in_vain(&chat.login(code), chat.provider.until_asked(path, times))
}

fn omn_11_a_token_url_that_never_answers_is_given_up(world: &World) {
    let chat = CodeChat::new(world.engine);
    in_vain(&chat, "first", "/token").refused_for("token_endpoint_failed");
    let (reason, detail) = line(&chat);
    assert_eq!(reason, "token_endpoint_failed");
    assert!(detail.contains("The token URL") && detail.contains("longer than ten seconds"), "{detail}");
    // OMN-13: the provider may have taken it, so it is used.
    chat.gives(&chat.tokens("c-7", &json!({})));
    chat.world.ask(chat.login("first")).refused_for("code_used");
    chat.world.ask(chat.login("second")).gives(200);
}

fn omn_12_an_action_that_never_answers_is_given_up(world: &World) {
    let chat = CodeChat::new(world.engine);
    for kind in ["userinfo", "introspection", "endpoint"] {
        chat.acts(&json!({"kind": kind, "url": chat.provider.url("/action")}));
        in_vain(&chat, kind, "/action").refused_for("token_endpoint_failed");
        let detail = line(&chat).1;
        assert!(
            detail.contains("The token action's URL") && detail.contains("longer than ten seconds"),
            "{detail}"
        );
    }
}

fn omn_4_keys_of_an_issuer_that_never_answers_are_given_up(world: &World) {
    for path in ["/.well-known/openid-configuration", "/keys"] {
        let chat = CodeChat::new(world.engine);
        in_vain(&chat, "first", path).refused_for("keys_unavailable");
        let by = &chat.world.company().administrator;
        let path = format!("{}/{}", crate::live_chat::PATH, chat.setting);
        let failure = || chat.world.ask(crate::call::get(&path).by(by)).gives(200)["keys"]["failure"].clone();
        // Where nothing but the clock moves, the login may end before that is kept.
        let failure = std::iter::repeat_with(failure).find(|failure| !failure.is_null());
        assert_eq!(failure.unwrap()["code"], "too_slow");
    }
}

fn omn_11_a_login_that_waits_holds_no_other(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.provider.answers("/token", Reply::Held);
    let hanging = chat.login("hanging");
    let others = async {
        chat.provider.until_asked("/token", 1).await;
        // The first goes on hanging: it is not asked anew what it is answered.
        chat.provider.answers("/elsewhere", Reply::Json(200, chat.tokens("c-8", &json!({}))));
        let mut code =
            exchange(&chat.provider, &json!({"kind": "id_token", "issuer": chat.provider.url("")}));
        code["token_url"] = json!(chat.provider.url("/elsewhere"));
        chat.changes(&code);
        let told = chat.world.ask(chat.login("another")).gives(200);
        assert_eq!(told["user"]["external_id"], "c-8");
    };
    chat.world.ask_in_vain(&hanging, others).refused_for("token_endpoint_failed");
}

/// A login whose exchange has been going on for 41 seconds when the provider has still said nothing at this path, and the same call after it.
fn too_late(chat: &CodeChat, path: &'static str) -> [Answer; 2] {
    chat.provider.answers(path, Reply::Held);
    let times = chat.provider.asked(path).len() + 1;
    let call = chat.login(&format!("{path} {times}"));
    let first = chat.world.ask_in_vain(&call, async {
        chat.provider.until_asked(path, times).await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(41)).await;
        tokio::time::resume();
    });
    [first, chat.world.ask(call)]
}

fn omn_13_an_exchange_ends_while_the_same_call_still_waits_for_it(world: &World) {
    for (kind, path, place) in
        [("id_token", "/token", "The token URL"), ("userinfo", "/action", "The token action's URL")]
    {
        let chat = CodeChat::new(world.engine);
        if kind == "userinfo" {
            chat.acts(&json!({"kind": kind, "url": chat.provider.url("/action")}));
        }
        let [first, again] = too_late(&chat, path);
        first.refused_for("token_endpoint_failed");
        let detail = line(&chat).1;
        assert!(detail.contains(place) && detail.contains("forty seconds"), "{detail}");
        again.refused_for("token_endpoint_failed");
    }
    for (path, pause) in [("/.well-known/openid-configuration", 0), ("/keys", 0), ("/keys", 30)] {
        let chat = CodeChat::new(world.engine);
        if pause > 0 {
            // There are keys at hand, and the ID token names another.
            chat.world.ask(chat.login("first")).gives(200);
            chat.world.clock.forward(pause);
            let id_token = Pair::new().token(Some("b"), "c-7", chat.world.seconds(), &json!({}));
            chat.gives(&json!({"access_token": "acc3ss", "token_type": "bearer", "id_token": id_token}));
        }
        for answer in too_late(&chat, path) {
            answer.refused_for("keys_unavailable");
        }
    }
}

fn omn_19_no_address_of_a_setting_is_called_in_a_private_network(world: &World) {
    let chat = CodeChat::new(world.engine);
    let private = "https://10.0.0.1/inside";
    let mut code = exchange(&chat.provider, &json!({"kind": "id_token", "issuer": chat.provider.url("")}));
    code["token_url"] = json!(private);
    chat.changes(&code);
    refuses(&chat, "code-0", "token_endpoint_failed", "private or local network");
    let of_issuer = |at: &str| json!({"kind": "id_token", "issuer": at});
    let of_url = |kind: &str| json!({"kind": kind, "url": private});
    for (number, (action, reason, detail)) in [
        (of_url("userinfo"), "token_endpoint_failed", "private or local network"),
        (of_url("introspection"), "token_endpoint_failed", "private or local network"),
        (of_url("endpoint"), "token_endpoint_failed", "private or local network"),
        (of_issuer("https://10.0.0.1"), "keys_unavailable", "public keys"),
    ]
    .into_iter()
    .enumerate()
    {
        chat.acts(&action);
        chat.gives(&chat.tokens("c-7", &json!({})));
        refuses(&chat, &format!("action-{number}"), reason, detail);
    }
    // Nor where an issuer says that its keys are there.
    let found = json!({"issuer": chat.provider.url(""), "jwks_uri": private});
    chat.provider.answers("/.well-known/openid-configuration", Reply::Json(200, found));
    chat.acts(&of_issuer(&chat.provider.url("")));
    chat.gives(&chat.tokens("c-7", &json!({})));
    refuses(&chat, "discovery", "keys_unavailable", "public keys");
    let path = format!("{}/{}", crate::live_chat::PATH, chat.setting);
    let told: Value =
        chat.world.ask(crate::call::get(path).by(&chat.world.company().administrator)).gives(200);
    assert_eq!(told["keys"]["failure"]["code"], "not_public");
}
