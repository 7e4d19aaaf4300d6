//! Two servers on one PostgreSQL database and nothing between them: a code that is handed to both is exchanged once (OMN-13).

use bonafide_testkit::{
    client::{Client, Opened},
    http::Failed,
    provider::{Provider, Reply},
    server::{Engine, TestServer},
};
use serde_json::json;

use crate::stage::{NO_LIMIT, Stage};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Two nodes, and a live chat whose people come with codes of a provider.
struct Shop {
    provider: Provider,
    stage: Stage,
    second: TestServer,
    channel: String,
}

impl Shop {
    async fn open() -> Self {
        let provider = Provider::start();
        let certificate = provider.certificate();
        let certificate = certificate.to_str().unwrap();
        let settings = [NO_LIMIT, ("outbound.allow", "127.0.0.0/8"), ("outbound.ca_file", certificate)];
        let stage = Stage::set_on(TestServer::start_with(Engine::Postgres, &settings).await).await;
        let second = stage.server.start_another_node().await;
        let code = json!({
            "token_url": provider.url("/token"), "redirect_url": "https://shop.example/back", "client_id": "shop-chat",
            "action": {"kind": "userinfo", "url": provider.url("/me")},
        });
        let setting = stage.agent.create_code_setting("Sign-in", &code, "a secret of a test").await.unwrap();
        let channel = stage.agent.create_live_chat("Live chat", &setting).await.unwrap().public_key;
        provider.answers("/me", Reply::Json(200, json!({"sub": "c-7"})));
        Self { provider, stage, second, channel }
    }

    /// Hands a code to both nodes, with these ids of the logins; the provider answers this as soon as one of them has asked.
    async fn hands_over(&self, code: &str, logins: [&str; 2], reply: Reply) -> [Result<Opened, Failed>; 2] {
        self.provider.answers("/token", Reply::Held);
        let asked = self.exchanges();
        let [first, second] =
            [&self.stage.server, &self.second].map(|node| Client::open(&node.url(""), &self.channel));
        let answers = async {
            self.provider.until_asked("/token", asked + 1).await;
            self.provider.answers("/token", reply);
        };
        let [one, other] = logins;
        let (one, other, ()) =
            tokio::join!(first.asks_to_log_in(code, one), second.asks_to_log_in(code, other), answers);
        [one, other]
    }

    fn exchanges(&self) -> usize {
        self.provider.asked("/token").len()
    }
}

fn good() -> Reply {
    Reply::Json(200, json!({"access_token": "a token of a test", "token_type": "Bearer", "expires_in": 600}))
}

fn reason(refused: &Result<Opened, Failed>) -> Option<&str> {
    refused.as_ref().err().and_then(Failed::reason)
}

#[tokio::test]
async fn omn_13_the_same_call_at_two_nodes_is_exchanged_once_and_gets_one_answer() {
    let shop = Shop::open().await;
    for number in 1..=5 {
        let (code, login) =
            (format!("code=c-{number}&code_verifier={VERIFIER}"), format!("login-000{number}"));
        let [one, other] = shop.hands_over(&code, [&login, &login], good()).await.map(Result::unwrap);
        assert_eq!(
            (&one.session.id, &one.user, &one.device),
            (&other.session.id, &other.user, &other.device)
        );
        assert_eq!((one.user.external_id.as_deref(), shop.exchanges()), (Some("c-7"), number));
    }
    // Its refusal is one as well.
    let refused = Reply::Json(400, json!({"error": "invalid_grant"}));
    let both = shop.hands_over("code=refused", ["login-0006", "login-0006"], refused).await;
    assert_eq!(both.each_ref().map(reason), [Some("code_invalid"); 2]);
    assert_eq!(shop.exchanges(), 6);
}

#[tokio::test]
async fn omn_13_of_two_calls_at_two_nodes_one_uses_the_code_and_the_other_is_refused() {
    let shop = Shop::open().await;
    for number in 1..=5 {
        let logins = [format!("login-1{number:03}"), format!("login-2{number:03}")];
        let both =
            shop.hands_over(&format!("c-{number}"), logins.each_ref().map(String::as_str), good()).await;
        let (signed_in, refused): (Vec<_>, Vec<_>) = both.iter().partition(|told| told.is_ok());
        assert_eq!((signed_in.len(), refused.len(), shop.exchanges()), (1, 1, number), "{both:?}");
        assert_eq!(reason(refused[0]), Some("code_used"));
    }
}
