//! Where the attacks are played: Alicia, who is to be impersonated, Mallory, who tries, and all that Mallory ever hears.

use std::{cell::RefCell, time::Duration};

use bonafide_domain::identity::EmailPolicy;
use bonafide_server::realtime;
use bonafide_store::{Done, params};
use bonafide_testkit::backend::Key;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::mpsc::{self, UnboundedReceiver},
    time::timeout,
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use crate::{
    answer::Answer,
    call::{Call, get, post},
    client_login::made_by_hand::{header, signed},
    company::{self, Company},
    visitor::{Visitor, login, opening},
    world::{Engine, World},
};

/// Alicia's external id, name and address; how her words and those to her begin. Mallory must hear none of it.
pub(crate) const ALICIA: &str = "usr_alicia";
pub(crate) const ALICIAS_NAME: &str = "Alicia Alvarez";
pub(crate) const ALICIAS_ADDRESS: &str = "alicia@shop.example";
pub(crate) const ALICIAS_WORDS: &str = "said-by-alicia";
pub(crate) const WORDS_TO_ALICIA: &str = "said-to-alicia";
/// What was left on a device by somebody who did not sign in: nobody has proved who wrote it.
pub(crate) const LEFT_ON_THE_DEVICE: &str = "left-on-the-device";
/// Mallory has an account of their own at the company.
pub(crate) const MALLORY: &str = "usr_mallory";
/// How Mallory's words begin.
pub(crate) const MALLORYS_WORDS: &str = "said-by-mallory";

/// How long a socket is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server whose account has a policy, and what Mallory heard.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) key: Key,
    pub(crate) policy: EmailPolicy,
    heard: RefCell<Vec<String>>,
    /// The tokens of all sessions that Mallory was ever given, or took.
    sessions: RefCell<Vec<String>>,
    ears: RefCell<Vec<(Visitor, UnboundedReceiver<String>)>>,
    /// What Mallory must not hear.
    secrets: RefCell<Vec<String>>,
    /// Alicia's conversation, once she wrote signed in.
    conversation: RefCell<Option<String>>,
}

impl Stage {
    pub(crate) fn set(engine: Engine, policy: EmailPolicy) -> Self {
        let world = World::new(engine);
        let account = world.company().account;
        world.write(account, move |tx| {
            let sql = "UPDATE accounts SET email_policy = $2 WHERE id = $1";
            tx.execute(sql, params![&account, policy.as_str()])?;
            Ok(Done::quiet(()))
        });
        world.run(async { realtime::start(&world.app) });
        let key = world.company().key(&world, "shop");
        let secrets = [ALICIA, ALICIAS_NAME, ALICIAS_ADDRESS, ALICIAS_WORDS, WORDS_TO_ALICIA];
        Self {
            key,
            policy,
            heard: RefCell::default(),
            sessions: RefCell::default(),
            ears: RefCell::default(),
            secrets: RefCell::new(secrets.map(str::to_owned).to_vec()),
            conversation: RefCell::default(),
            world,
        }
    }

    pub(crate) fn company(&self) -> &Company {
        self.world.company()
    }

    /// The claims of a token for somebody, an hour long.
    pub(crate) fn claims(&self, external_id: &str, name: &str) -> Value {
        let mut claims = company::claims(&self.world, external_id);
        claims["name"] = json!(name);
        claims
    }

    /// A token with these claims, as the company's backend signs it.
    pub(crate) fn signed(&self, claims: &Value) -> String {
        signed_with(&self.key, claims)
    }

    /// Alicia's token, which says that her address was verified.
    pub(crate) fn alicias_token(&self) -> String {
        self.signed(&with_address(self.claims(ALICIA, ALICIAS_NAME), ALICIAS_ADDRESS, true))
    }

    /// Mallory's own token.
    pub(crate) fn mallorys_token(&self) -> String {
        self.signed(&self.claims(MALLORY, "Mallory"))
    }

    /// Mallory's own token, with an address.
    pub(crate) fn mallorys_token_with(&self, address: &str, verified: bool) -> String {
        self.signed(&with_address(self.claims(MALLORY, "Mallory"), address, verified))
    }

    /// Alicia signs in on a device of hers.
    pub(crate) fn alicia_signs_in(&self) -> Visitor {
        Visitor::signed_in(&self.world, self.company(), &self.alicias_token())
    }

    /// Alicia signs in on a device that has a session already.
    pub(crate) fn alicia_signs_in_on(&self, device: &Visitor) -> Visitor {
        let told = device.signs_in(&self.world, self.company(), &self.alicias_token());
        Visitor::of(&told.gives(200))
    }

    /// Alicia writes something; the id of her message.
    pub(crate) fn alicia_says(&self, alicia: &Visitor) -> String {
        let words = format!("{ALICIAS_WORDS} {}", self.world.client_made_id());
        let told = alicia.says(&self.world, &words).gives(201);
        let text = |pointer: &str| told.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        *self.conversation.borrow_mut() = Some(text("/conversation/id"));
        text("/message/id")
    }

    /// Alicia signed in on a device of hers, and wrote.
    pub(crate) fn alicia_wrote(&self) -> Visitor {
        let alicia = self.alicia_signs_in();
        self.alicia_says(&alicia);
        alicia
    }

    /// The conversation that Alicia wrote in.
    pub(crate) fn alicias_conversation(&self) -> String {
        self.conversation.borrow().clone().unwrap()
    }

    /// An agent answers Alicia.
    pub(crate) fn agent_answers_alicia(&self) {
        let path = format!("/agent/v1/conversations/{}/messages", self.alicias_conversation());
        let words = format!("{WORDS_TO_ALICIA} {}", self.world.client_made_id());
        let body = json!({"client_id": self.world.client_made_id(), "text": words});
        self.world.ask(post(path).by(&self.company().agent).json(&body)).gives(201);
    }

    /// Mallory asks for something, and hears the answer.
    pub(crate) fn mallory(&self, call: Call) -> Answer {
        let answer = self.world.ask(call);
        self.heard.borrow_mut().push(answer.text.clone());
        if let Some(token) = answer.json().pointer("/session/token").and_then(Value::as_str) {
            self.sessions.borrow_mut().push(token.to_owned());
        }
        answer
    }

    /// Mallory calls at the door of the published client, and hears the answer.
    pub(crate) fn mallory_at_the_door(&self, call: Call) -> Answer {
        let answer = self.world.ask_of_another_protocol(call);
        self.heard.borrow_mut().push(answer.text.clone());
        self.sessions.borrow_mut().extend(answer.header("oc-sessionid").map(str::to_owned));
        answer
    }

    /// Mallory begins anonymously on a device.
    pub(crate) fn mallory_opens(&self) -> Visitor {
        Visitor::of(&self.mallory(opening(self.company())).gives(201))
    }

    /// Mallory presents a token, on a device with this session or on a new one.
    pub(crate) fn mallory_presents(&self, on: Option<&Visitor>, token: &str) -> Answer {
        let call = login(&self.world, self.company(), token);
        self.mallory(match on {
            Some(device) => call.by(&device.token),
            None => call,
        })
    }

    /// Mallory signs in as themselves.
    pub(crate) fn mallory_signs_in(&self, on: Option<&Visitor>) -> Visitor {
        Visitor::of(&self.mallory_presents(on, &self.mallorys_token()).gives(200))
    }

    /// Mallory writes with a session.
    pub(crate) fn mallory_says(&self, with: &Visitor) -> Answer {
        let words = format!("{MALLORYS_WORDS} {}", self.world.client_made_id());
        self.mallory(post("/client/v1/messages").by(&with.token).json(&with.message(&self.world, &words)))
    }

    /// Mallory reads all that a session gives, and whatever is before a message of Alicia's.
    pub(crate) fn mallory_reads(&self, session: &str) {
        let before = format!("/client/v1/conversation?before={}", "f".repeat(24));
        for path in ["/client/v1/conversation", &before, "/client/v1/events?after=0"] {
            self.mallory(get(path).by(session));
        }
    }

    /// Mallory takes a session that is Alicia's.
    pub(crate) fn mallory_takes(&self, alicia: &Visitor) -> Visitor {
        self.sessions.borrow_mut().push(alicia.token.clone());
        alicia.clone()
    }

    /// Mallory listens with a session, and says that they have read nothing of Alicia's conversation.
    pub(crate) fn mallory_listens(&self, with: &Visitor) {
        let heads = match &*self.conversation.borrow() {
            Some(conversation) => json!({ conversation: 0 }),
            None => json!({}),
        };
        let auth = json!({"t": "auth", "session": with.token, "heads": heads}).to_string();
        let (ear, hears) = mpsc::unbounded_channel();
        let server = self.world.server;
        self.world.run(async move {
            let stream = TcpStream::connect(server).await.unwrap();
            let url = format!("ws://{server}/client/v1/socket");
            let (mut socket, _) = client_async(url, stream).await.unwrap();
            socket.send(Message::text(auth)).await.unwrap();
            tokio::spawn(async move {
                while let Some(Ok(frame)) = socket.next().await {
                    // Nobody listens once the test is over.
                    let _ = ear.send(frame.to_string());
                }
            });
        });
        self.ears.borrow_mut().push((with.clone(), hears));
    }

    /// Keeps what an ear hears, up to these words or to the end.
    fn hear(&self, ear: &mut UnboundedReceiver<String>, words: Option<&str>) {
        self.world.run(async {
            while let Some(frame) = timeout(PATIENCE, ear.recv()).await.expect("the socket says something") {
                let is_it = words.is_some_and(|words| frame.contains(words));
                self.heard.borrow_mut().push(frame);
                if is_it {
                    break;
                }
            }
        });
    }

    /// The server closes each ear of Mallory's. What they said until then was said to whoever had the session.
    pub(crate) fn mallory_ears_are_closed(&self) {
        for (_, ear) in &mut *self.ears.borrow_mut() {
            self.hear(ear, None);
        }
        self.heard.borrow_mut().clear();
    }

    /// Mallory may hear this: it is what they said themselves.
    pub(crate) fn is_no_secret(&self, what: &str) {
        self.secrets.borrow_mut().retain(|secret| secret != what);
    }

    /// Alicia goes on with her session and is answered, Mallory goes on wherever they listen, until they hear themselves or
    /// are cut off, and reads all they can; then everything that Mallory ever heard is looked through.
    pub(crate) fn mallory_heard_nothing(&self, alicia: &Visitor) {
        self.alicia_says(alicia);
        self.agent_answers_alicia();
        self.world.run(realtime::recheck::all(&self.world.app.hub, &self.world.app.store));
        for (mallory, ear) in &mut *self.ears.borrow_mut() {
            let said = self.mallory_says(mallory);
            let own = (said.status == 201).then(|| said.json()["message"]["id"].as_str().unwrap().to_owned());
            self.hear(ear, own.as_deref());
        }
        for session in self.sessions.borrow().clone() {
            self.mallory_reads(&session);
        }
        for secret in &*self.secrets.borrow() {
            let told = self.heard.borrow().iter().find(|heard| heard.contains(secret.as_str())).cloned();
            assert_eq!(told, None, "Mallory heard {secret}");
        }
    }
}

/// A token with these claims and a key. Starting a library for it would take longer than all else here.
pub(crate) fn signed_with(key: &Key, claims: &Value) -> String {
    signed(key, &header(key).to_string(), &claims.to_string())
}

/// Claims with an address.
pub(crate) fn with_address(mut claims: Value, address: &str, verified: bool) -> Value {
    claims["email"] = json!(address);
    claims["email_verified"] = json!(verified);
    claims
}
