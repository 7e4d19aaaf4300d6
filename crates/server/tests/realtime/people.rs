//! What people do, through the use cases: devices that write, log in and out, agents that answer.

use std::sync::atomic::{AtomicU64, Ordering};

use bonafide_domain::{
    id::{ConversationId, SessionId, UserId},
    metadata::Metadata,
    text::{ClientMadeId, ExternalId, Words},
    time::Span,
    token::{self, Claims},
};
use bonafide_server::{
    secrets::{AgentToken, Bearer, Secret256, SessionToken},
    use_cases::{
        Step,
        answer::{self, Answer},
        log_in::{self, LoggedIn, Login},
        log_out, open_session,
        placing::To,
        post_message::{self, Draft, Taken},
    },
};
use bonafide_store::messages::Visibility;

use crate::world::{SigningKey, World};

/// A device with its session.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) token: SessionToken,
    pub(crate) user: UserId,
}

/// An id that a client would make.
pub(crate) fn client_made_id() -> ClientMadeId {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    ClientMadeId::new(&format!("made-{:08}", NEXT.fetch_add(1, Ordering::Relaxed))).unwrap()
}

impl World {
    /// A device that is about to write without a login.
    pub(crate) async fn anonymous(&self) -> Device {
        let secret = Secret256::new(&*self.app.random);
        let opening = open_session::Opening {
            channel: self.channel,
            presented: None,
            agent_text: "a test".to_owned(),
            locale: None,
            secret: secret.clone(),
        };
        let opened = self.write(move |tx| open_session::open_session(tx, &opening)).await;
        let token = Bearer { account: self.account, session: opened.session, secret };
        Device { token, user: opened.user }
    }

    /// A device of a signed-in user, for an hour.
    pub(crate) async fn signed_in(&self, external_id: &str) -> Device {
        self.log_in(None, external_id, 3_600).await
    }

    /// Logs a device in with a token that is good for some seconds; a minute more is the session's (SES-4).
    pub(crate) async fn log_in(&self, on: Option<&Device>, external_id: &str, seconds: i64) -> Device {
        let login = self.login(on, external_id, seconds, &self.key).await;
        self.carry_out(login, on).await
    }

    /// A login to be carried out, perhaps more than once.
    pub(crate) async fn login(
        &self,
        on: Option<&Device>,
        external_id: &str,
        seconds: i64,
        key: &SigningKey,
    ) -> Login {
        self.claiming(on, Claims::of(ExternalId::new(external_id).unwrap()), seconds, key).await
    }

    /// A login whose token says this besides when it was issued and ends.
    pub(crate) async fn claiming(
        &self,
        on: Option<&Device>,
        claims: Claims,
        seconds: i64,
        key: &SigningKey,
    ) -> Login {
        let now = self.app.now();
        let claims = Claims { iat: Some(now), exp: Some(now.plus(Span::seconds(seconds))), ..claims };
        let signed = token::sign(&claims, key.id, &key.secret);
        let token = self.app.judge(self.account, self.channel, &signed).await.unwrap().outcome.unwrap();
        let account_key = self.app.account_key(self.account).await.unwrap();
        Login {
            ban_digest: account_key.ban_digest(token.namespace(), token.external_id().as_str()),
            channel: self.channel,
            token,
            code: None,
            login_id: client_made_id(),
            presented: on.map(|device| device.token.clone()),
            address: "127.0.0.1".to_owned(),
            agent_text: "a test".to_owned(),
            secret: Secret256::new(&*self.app.random),
        }
    }

    pub(crate) async fn carry_out(&self, login: Login, on: Option<&Device>) -> Device {
        let secret = login.secret.clone();
        let LoggedIn { session, new_secret, user, .. } =
            self.write(move |tx| log_in::log_in(tx, &login)).await;
        let secret = if new_secret { secret } else { on.unwrap().token.secret.clone() };
        Device { token: Bearer { account: self.account, session, secret }, user }
    }

    /// A user says something.
    pub(crate) async fn post(&self, device: &Device, text: &str) -> Taken {
        let draft = draft(device, text);
        self.write(move |tx| post_message::post_message(tx, &draft)).await
    }

    /// An agent says something.
    pub(crate) async fn answer(
        &self,
        conversation: ConversationId,
        visibility: Visibility,
        text: &str,
    ) -> Taken {
        let answer = Answer {
            token: self.administrator.clone(),
            conversation,
            client_id: client_made_id(),
            words: Words::new(text).unwrap(),
            visibility,
        };
        self.write(move |tx| answer::answer(tx, &answer)).await
    }

    pub(crate) async fn log_out(&self, device: &Device) {
        let token = device.token.clone();
        self.write(move |tx| log_out::log_out(tx, &token)).await;
    }

    /// Something an administrator does.
    pub(crate) async fn administer<T: Send + 'static>(
        &self,
        act: impl Fn(&mut bonafide_store::Tx<'_>, &AgentToken) -> Step<bonafide_store::Done<T>> + Send + 'static,
    ) -> T {
        let token = self.administrator.clone();
        self.write(move |tx| act(tx, &token)).await
    }
}

pub(crate) fn draft(device: &Device, text: &str) -> Draft {
    Draft {
        token: device.token.clone(),
        client_id: client_made_id(),
        to: To::Latest,
        words: Words::new(text).unwrap(),
        as_user: device.user,
        composed_authenticated: true,
        metadata: Metadata::default(),
    }
}

impl Device {
    pub(crate) fn session(&self) -> SessionId {
        self.token.session
    }
}
