//! Logging in: with a token, or on a channel that exchanges codes with a code.

use std::net::IpAddr;

use axum::extract::State;
use bonafide_domain::{
    channel::OnFailure,
    id::{AccountId, ChannelId},
    text::ClientMadeId,
    token::{Check, Outcome, Reason, TokenRefused, UnprovenId, mistake::Mistake},
};
use bonafide_store::codes::CodeKey;

use crate::{
    App,
    codes::{CodeJudged, HandedOver},
    http::{
        ApiError, Json, Peer, parse,
        presented::{AgentText, Presented},
    },
    secrets::{Bearer, Secret256, SessionToken},
    tally::Refusal,
    use_cases::{Refused, Stop, channels, codes, log_in, log_out},
    verification::{CodeSetting, Judged},
    wire::{
        Time,
        client::{Device, Head, LoggedIn, Login, Session, User},
        question::EarlierConversation,
    },
};

/// A login that was asked for.
struct Attempt {
    app: App,
    account: AccountId,
    channel: ChannelId,
    address: IpAddr,
    agent_text: String,
    presented: Option<SessionToken>,
    login_id: ClientMadeId,
}

/// What a token says that nobody has to believe: what only a refused one is looked at for.
struct Said {
    /// Whom it names, whether or not that is proven (SES-12).
    named: Option<UnprovenId>,
    /// The common mistake that it was refused for, which the login log names and no answer does (TOK-1).
    mistake: Option<Mistake>,
}

pub(crate) async fn log_in(
    State(app): State<App>,
    Peer(address): Peer,
    AgentText(agent_text): AgentText,
    Presented(presented): Presented,
    Json(asked): Json<Login>,
) -> Result<Json<LoggedIn>, ApiError> {
    let login_id = parse::client_made_id("login_id", &asked.login_id)?;
    let (account, channel) = channels::find_by_public_key(&app, asked.channel).await?;
    let attempt = Attempt { app: app.clone(), account, channel, address, agent_text, presented, login_id };
    let token = asked.token;
    match app.code_setting(account, channel).await? {
        None => {
            let judged = app.judge(account, channel, &token).await?;
            let said = Said {
                named: UnprovenId::of(&token, judged.record.kind(), judged.namespace),
                mistake: match &judged.outcome {
                    Ok(_) => None,
                    Err(refused) => app.rest_key_mistake(account, refused, &token).await?,
                },
            };
            attempt.finish(&judged, said).await
        }
        Some(setting) => {
            // What costs a call to somebody else is counted first, whatever comes of it (SES-9).
            app.limits.code(address)?;
            // It goes on if whoever asked hangs up: a code is exchanged once, and they may ask for its answer again.
            app.at_all_costs(async move { attempt.by_code(&setting, &token).await }).await
        }
    }
}

impl Attempt {
    async fn by_code(self, setting: &CodeSetting, text: &str) -> Result<Json<LoggedIn>, ApiError> {
        let over = HandedOver { account: self.account, setting, text, login_id: &self.login_id };
        match self.app.judge_code(over).await? {
            CodeJudged::Now(judged) => {
                let id = judged.record.external_id();
                let named = id.map(|id| UnprovenId::named(judged.namespace, id));
                self.finish(&judged, Said { named, mistake: None }).await
            }
            CodeJudged::Before(code, call) => self.repeat(setting.on_failure, code, call).await,
        }
    }

    /// OMN-13: the same answer as before.
    async fn repeat(
        self,
        on_failure: OnFailure,
        code: CodeKey,
        call: [u8; 32],
    ) -> Result<Json<LoggedIn>, ApiError> {
        let secret = Secret256::new(&*self.app.random);
        let repeat = codes::Repeat {
            code,
            call,
            channel: self.channel,
            address: self.address.to_string(),
            secret: secret.clone(),
        };
        let repeated = self.app.write(self.account, move |tx| codes::repeat(tx, &repeat)).await;
        match repeated {
            Ok(accepted) => {
                let token = Bearer { account: self.account, session: accepted.session, secret };
                Ok(Json(logged_in(accepted, &token)))
            }
            Err(stop) => Err(self.counted(on_failure, stop)),
        }
    }

    /// Logs in, once the token was judged.
    async fn finish(
        self,
        judged: &Judged,
        Said { named, mistake }: Said,
    ) -> Result<Json<LoggedIn>, ApiError> {
        let token = match &judged.outcome {
            Ok(token) => token.clone(),
            Err(refused) => {
                self.after_refusal(named, judged).await?;
                return Err(self.refuse(refused, judged, mistake));
            }
        };
        let key = token.key();
        let secret = Secret256::new(&*self.app.random);
        let account_key = self.app.account_key(self.account).await?;
        let login = log_in::Login {
            ban_digest: account_key.ban_digest(token.namespace(), token.external_id().as_str()),
            channel: self.channel,
            token,
            code: judged.code,
            login_id: self.login_id.clone(),
            presented: self.presented.clone(),
            address: self.address.to_string(),
            agent_text: self.agent_text.clone(),
            secret: secret.clone(),
        };
        let accepted = self.app.write(self.account, move |tx| log_in::log_in(tx, &login)).await;
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(stop) => {
                if let Stop::Refused(Refused::Login(_)) = &stop {
                    self.after_refusal(named, judged).await?;
                }
                return Err(self.counted(judged.on_failure, stop));
            }
        };
        if let Some(key) = key {
            self.app.tally.login(self.account, key, self.app.now());
        }
        let token = match self.presented {
            // A renewed session keeps its token.
            Some(token) if !accepted.new_secret => token,
            Some(_) | None => Bearer { account: self.account, session: accepted.session, secret },
        };
        Ok(Json(logged_in(accepted, &token)))
    }

    /// What a refused token does to the device: it is logged out if the token names somebody else (SES-12), and if it may not go
    /// on as somebody anonymous (CHT-10).
    async fn after_refusal(&self, named: Option<UnprovenId>, judged: &Judged) -> Result<(), ApiError> {
        let (app, account) = (&self.app, self.account);
        let Some(session) = self.presented.clone() else { return Ok(()) };
        match judged.on_failure {
            OnFailure::Anonymous => {}
            OnFailure::Refuse => {
                let session = session.clone();
                app.write(account, move |tx| log_out::log_out_anonymous(tx, &session)).await?;
            }
        }
        let Some(named) = named else { return Ok(()) };
        Ok(app.write(account, move |tx| log_out::log_out_another(tx, &session, &named)).await?)
    }

    /// A token that was refused goes into the login log and counts towards the limit. The limit takes the reason's place
    /// only where the signature was not good, or the code not taken (SES-9).
    fn refuse(&self, refused: &TokenRefused, judged: &Judged, mistake: Option<Mistake>) -> ApiError {
        let record = &judged.record;
        let external_id = record.external_id().map(|id| id.as_str().to_owned());
        let limit = self.app.limits.login_refused(self.address, external_id.as_deref());
        let has_passed = |check| *record.outcome(check) == Outcome::Passed;
        let proven = has_passed(Check::Signature) || has_passed(Check::Exchange);
        let refusal = Refusal {
            channel: self.channel,
            address: self.address.to_string(),
            key: record.key(),
            public_key: record.public_key().cloned(),
            external_id,
            reason: refused.reason(),
            detail: match mistake {
                None => refused.detail().into_owned(),
                Some(mistake) => format!("{} {mistake}", refused.detail()),
            },
        };
        self.app.tally.refusal(self.account, refusal, self.app.now());
        match limit {
            Err(retry_after) if !proven => retry_after.into(),
            Err(_) | Ok(()) => {
                ApiError::invalid_auth(refused.reason()).going_on(judged.on_failure, refused.reason())
            }
        }
    }

    /// A good token that the account did not take counts as well; its answer is always the reason.
    fn counted(&self, on_failure: OnFailure, stop: Stop) -> ApiError {
        let Stop::Refused(Refused::Login(reason)) = stop else { return stop.into() };
        if matches!(
            reason,
            Reason::UserBanned | Reason::KidUnknown | Reason::SignatureInvalid | Reason::ChannelMismatch
        ) {
            // What the limit says is for tokens without a good signature.
            let _ = self.app.limits.login_refused(self.address, None);
        }
        ApiError::invalid_auth(reason).going_on(on_failure, reason)
    }
}

fn logged_in(accepted: log_in::LoggedIn, token: &SessionToken) -> LoggedIn {
    LoggedIn {
        session: Session {
            token: token.text().to_string(),
            id: accepted.session,
            kind: "authenticated",
            expires_at: Time(accepted.expires_at),
            renew_at: Some(Time(accepted.renew_at)),
        },
        user: User { id: accepted.user, external_id: accepted.external_id, name: accepted.name },
        device: Device { id: accepted.device },
        conversation: accepted.conversation.map(Head::from),
        joined: accepted.joined,
        earlier_conversation: accepted.asked.map(EarlierConversation::from),
    }
}
