//! A browser: keeps its session, and asks as a client does.

use std::sync::atomic::{AtomicU64, Ordering};

use bonafide_domain::{
    contact::Contact,
    email::EmailAddress,
    id::{ChannelId, UserId},
    identity::Answer,
    metadata::Metadata,
    text::{ClientMadeId, Words},
    time::Millis,
    token::VerifiedToken,
};
use bonafide_server::{
    secrets::{Bearer, OsRandom, Secret256, SessionToken},
    use_cases::{
        Step,
        answer_question::{self, Said},
        conversation::{self, UsersPage},
        give_contact::{self, Given},
        log_in::{self, LoggedIn, Login},
        log_out,
        open_session::{self, Opened, Opening},
        placing::To,
        post_message::{self, Draft, Taken},
    },
};

use crate::world::{World, run};

/// A browser of somebody.
#[derive(Clone)]
pub(crate) struct Device<'w> {
    world: &'w World,
    node: usize,
    pub(crate) channel: ChannelId,
    /// The session it has.
    pub(crate) token: Option<SessionToken>,
    /// Whom it types as.
    pub(crate) user: Option<UserId>,
    /// Whether it is signed in, so far as it knows.
    pub(crate) signed_in: bool,
}

impl<'w> Device<'w> {
    pub(crate) fn new(world: &'w World, node: usize) -> Self {
        Self { world, node, channel: world.channel, token: None, user: None, signed_in: false }
    }

    /// The same browser, served by another node from now on.
    pub(crate) fn on(self, node: usize) -> Self {
        Self { node, ..self }
    }

    /// Asks for an anonymous session.
    pub(crate) fn open(&mut self) -> Step<Opened> {
        let secret = Secret256::new(&OsRandom);
        let opening = Opening {
            channel: self.channel,
            presented: self.token.clone(),
            agent_text: "A browser".to_owned(),
            locale: None,
            secret: secret.clone(),
        };
        let opened = self.world.write_on(self.node, move |tx| open_session::open_session(tx, &opening))?;
        self.token = Some(Bearer { account: self.world.account, session: opened.session, secret });
        self.user = Some(opened.user);
        self.signed_in = false;
        Ok(opened)
    }

    /// Signs in.
    pub(crate) fn log_in(&mut self, token: &VerifiedToken) -> Step<LoggedIn> {
        self.log_in_under(token, &client_id())
    }

    /// Signs in under a login id of its own choice.
    pub(crate) fn log_in_under(&mut self, token: &VerifiedToken, login_id: &str) -> Step<LoggedIn> {
        let secret = Secret256::new(&OsRandom);
        let key = run(self.world.nodes[0].account_key(self.world.account)).unwrap();
        let login = Login {
            ban_digest: key.ban_digest(token.namespace(), token.external_id().as_str()),
            channel: self.channel,
            token: token.clone(),
            code: None,
            login_id: ClientMadeId::new(login_id).unwrap(),
            presented: self.token.clone(),
            address: "192.0.2.7".to_owned(),
            agent_text: "A browser".to_owned(),
            secret: secret.clone(),
        };
        let logged_in = self.world.write_on(self.node, move |tx| log_in::log_in(tx, &login))?;
        if logged_in.new_secret {
            self.token = Some(Bearer { account: self.world.account, session: logged_in.session, secret });
        }
        self.user = Some(logged_in.user);
        self.signed_in = true;
        Ok(logged_in)
    }

    /// Signs out and forgets the session.
    pub(crate) fn log_out(&mut self) -> Step<()> {
        let token = self.token.take().expect("the device has a session");
        self.user = None;
        self.signed_in = false;
        self.world.write_on(self.node, move |tx| log_out::log_out(tx, &token))
    }

    /// What it says next, as this device and this user.
    pub(crate) fn draft(&self, words: &str) -> Draft {
        Draft {
            token: self.token.clone().expect("the device has a session"),
            client_id: ClientMadeId::new(&client_id()).unwrap(),
            to: To::Latest,
            words: Words::new(words).unwrap(),
            as_user: self.user.expect("the device has a user"),
            composed_authenticated: self.signed_in,
            metadata: Metadata::default(),
        }
    }

    /// Says something; a device without a session asks for one first (SES-1).
    pub(crate) fn say(&mut self, words: &str) -> Step<Taken> {
        if self.token.is_none() {
            self.open()?;
        }
        self.send(self.draft(words))
    }

    /// Gives an address by form, as this device and this user (SEE-5); a device without a session asks for one first.
    pub(crate) fn give(&mut self, email: &str) -> Step<Taken> {
        if self.token.is_none() {
            self.open()?;
        }
        self.send_form(self.form(email))
    }

    /// The form with an address.
    pub(crate) fn form(&self, email: &str) -> Given {
        Given {
            token: self.token.clone().expect("the device has a session"),
            client_id: ClientMadeId::new(&client_id()).unwrap(),
            to: To::Latest,
            contact: Contact { email: EmailAddress::new(email).unwrap(), name: None },
            as_user: self.user(),
        }
    }

    /// Sends a form.
    pub(crate) fn send_form(&self, given: Given) -> Step<Taken> {
        self.world.write_on(self.node, move |tx| give_contact::give_contact(tx, &given))
    }

    /// Sends a draft.
    pub(crate) fn send(&self, draft: Draft) -> Step<Taken> {
        self.world.write_on(self.node, move |tx| post_message::post_message(tx, &draft))
    }

    /// Says whether the earlier conversation on the device is theirs (MRG-11).
    pub(crate) fn answer(&self, said: Answer) -> Step<Said> {
        let token = self.token.clone().expect("the device has a session");
        self.world.write_on(self.node, move |tx| answer_question::answer_question(tx, &token, said))
    }

    /// What it is asked about on its page.
    pub(crate) fn asked(&self) -> Option<Millis> {
        self.page().unwrap().asked
    }

    /// Its page of its conversation.
    pub(crate) fn page(&self) -> Step<UsersPage> {
        let token = self.token.clone().expect("the device has a session");
        self.world.read(move |tx| conversation::read_own(tx, &token, None, None))
    }

    /// The words of its page, oldest first.
    pub(crate) fn words(&self) -> Vec<String> {
        self.page().unwrap().messages.into_iter().map(|message| message.text).collect()
    }

    /// Its user, which it has by now.
    pub(crate) fn user(&self) -> UserId {
        self.user.expect("the device has a user")
    }
}

/// An id that no client made before.
pub(crate) fn client_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("client-{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}
