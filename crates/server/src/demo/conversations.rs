//! What was said before the visitor of a demo came, so that the inbox is not empty. It is said as everything is said:
//! people have sessions, log in with tokens, and are answered by somebody who signed in.

use std::sync::atomic::{AtomicU32, Ordering};

use bonafide_domain::{
    id::{ConversationId, UserId},
    metadata::Metadata,
};
use bonafide_store::messages::Visibility;

use super::{
    company::{self, Company},
    people::{AGENT, Customer, PRIYA, TOMASZ},
};
use crate::{
    App,
    http::{ApiError, parse},
    secrets::{AgentToken, Bearer, Secret256, SessionToken},
    use_cases::{
        agents,
        answer::{self, Answer},
        log_in::{self, Login},
        open_session::{self, Opening},
        placing::To,
        post_message::{self, Draft},
    },
};

const PHONE: &str = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";
const DESKTOP: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Everything that was said.
pub(super) async fn hold(app: &App, company: &Company) -> Result<(), ApiError> {
    let noor = company::sign_in(app, &AGENT).await?;
    let support = Support { app, company, noor, said: AtomicU32::new(0) };

    let mut priya = Visitor::arrive(&support, DESKTOP).await?;
    priya.log_in(&PRIYA).await?;
    let order = priya.write("Order 1038 came this morning, and one of the six bowls has a crack.").await?;
    support.answer(order, "I am sorry, Priya. A new one leaves tomorrow; please keep the other.").await?;
    priya.write("That was quick. Thank you!").await?;

    let somebody = Visitor::arrive(&support, PHONE).await?;
    let change = "Hello, Mara Lindqvist here. Please send my order 1042 to another address: Hafenweg 9.";
    let change = somebody.write(change).await?;
    support.note(change, "Anybody can write that they are Mara. No change before she logs in.").await?;
    support.answer(change, "Gladly. Please log in to the shop first and write to me from there.").await?;

    let mut tomasz = Visitor::arrive(&support, DESKTOP).await?;
    tomasz.write("Does the straw glaze bear a dishwasher?").await?;
    tomasz.log_in(&TOMASZ).await?;
    let glaze = tomasz.write("I have logged in now: it is about the bowls of my order 1040.").await?;
    support.answer(glaze, "It does, Tomasz, all our glazes do. Just keep them out of the oven.").await?;

    let passer_by = Visitor::arrive(&support, PHONE).await?;
    passer_by.write("When is the rust mug back in stock?").await?;

    let Support { noor, .. } = support;
    Ok(app.write(company.account, move |tx| agents::sign_out(tx, &noor)).await?)
}

/// The company's side, with somebody there.
struct Support<'a> {
    app: &'a App,
    company: &'a Company,
    noor: AgentToken,
    said: AtomicU32,
}

impl Support<'_> {
    async fn answer(&self, conversation: ConversationId, words: &str) -> Result<(), ApiError> {
        self.say(conversation, words, Visibility::All).await
    }

    async fn note(&self, conversation: ConversationId, words: &str) -> Result<(), ApiError> {
        self.say(conversation, words, Visibility::Agents).await
    }

    async fn say(
        &self,
        conversation: ConversationId,
        words: &str,
        visibility: Visibility,
    ) -> Result<(), ApiError> {
        let answer = Answer {
            token: self.noor.clone(),
            conversation,
            client_id: parse::client_made_id("client_id", &self.next_id())?,
            words: parse::words(words)?,
            visibility,
        };
        self.app.write(self.company.account, move |tx| answer::answer(tx, &answer)).await?;
        Ok(())
    }

    /// What a client would make: another id for each thing that is said or tried.
    fn next_id(&self) -> String {
        format!("demo-{:04}", self.said.fetch_add(1, Ordering::Relaxed))
    }
}

/// Somebody on the shop's pages, with a session that may become a customer's.
struct Visitor<'a> {
    support: &'a Support<'a>,
    device: &'static str,
    token: SessionToken,
    user: UserId,
    logged_in: bool,
}

impl<'a> Visitor<'a> {
    async fn arrive(support: &'a Support<'a>, device: &'static str) -> Result<Self, ApiError> {
        let Company { account, channel, .. } = *support.company;
        let secret = Secret256::new(&*support.app.random);
        let opening = Opening {
            channel,
            presented: None,
            agent_text: device.to_owned(),
            locale: Some(parse::locale("en")?),
            secret: secret.clone(),
        };
        let opened = support.app.write(account, move |tx| open_session::open_session(tx, &opening)).await?;
        let token = Bearer { account, session: opened.session, secret };
        Ok(Self { support, device, token, user: opened.user, logged_in: false })
    }

    async fn log_in(&mut self, customer: &Customer) -> Result<(), ApiError> {
        let Support { app, company, .. } = self.support;
        let token = customer.token(company.key, &company.secret, app.now());
        let judged = app.judge(company.account, company.channel, &token).await?;
        let token = judged.outcome.map_err(|refused| ApiError::invalid_auth(refused.reason()))?;
        let secret = Secret256::new(&*app.random);
        let key = app.account_key(company.account).await?;
        let login = Login {
            ban_digest: key.ban_digest(token.namespace(), token.external_id().as_str()),
            channel: company.channel,
            token,
            code: None,
            login_id: parse::client_made_id("login_id", &self.support.next_id())?,
            presented: Some(self.token.clone()),
            address: "127.0.0.1".to_owned(),
            agent_text: self.device.to_owned(),
            secret: secret.clone(),
        };
        let logged_in = app.write(company.account, move |tx| log_in::log_in(tx, &login)).await?;
        app.tally.login(company.account, company.key, app.now());
        self.token = Bearer { account: company.account, session: logged_in.session, secret };
        self.user = logged_in.user;
        self.logged_in = true;
        Ok(())
    }

    async fn write(&self, words: &str) -> Result<ConversationId, ApiError> {
        let draft = Draft {
            to: To::Latest,
            token: self.token.clone(),
            client_id: parse::client_made_id("client_id", &self.support.next_id())?,
            words: parse::words(words)?,
            as_user: self.user,
            composed_authenticated: self.logged_in,
            metadata: Metadata::default(),
        };
        let Support { app, company, .. } = self.support;
        let taken = app.write(company.account, move |tx| post_message::post_message(tx, &draft)).await?;
        Ok(taken.conversation.0)
    }
}
