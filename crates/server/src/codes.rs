//! Codes, from the page to somebody: each is claimed, exchanged once, and what comes back is judged (OMN-11 to OMN-13).
//!
//! What is asked and what an answer must be is in the domain; who may be called, in [`outbound`](crate::outbound).

mod end;

use std::time::Duration;

use bonafide_domain::{
    call::Answer,
    code_setting::TokenAction,
    id::{AccountId, SettingId},
    key_fetch::Want,
    limits,
    text::ClientMadeId,
    token::{
        CheckRecord, PublicKeys, TokenRefused, TokensAre, VerifiedToken,
        code::{self, Asked, CodeJudge, CodeTerms, EndpointFault, Exchanged, Handed},
    },
};
use bonafide_store::codes::CodeKey;
use zeroize::Zeroizing;

use self::end::End;
use crate::{
    App,
    http::{ApiError, ErrorCode},
    secrets::Cell,
    use_cases::codes::{self as use_case, Claimed},
    verification::{CodeSetting, Judged},
};

/// How long to wait before it is looked again whether the same call has its answer.
const AGAIN: Duration = Duration::from_millis(100);

/// What came of a code.
pub(crate) enum CodeJudged {
    /// It was judged now.
    Now(Box<Judged>),
    /// The same call had its answer before: this one (OMN-13).
    Before(CodeKey, [u8; 32]),
}

/// A code that was handed over.
#[derive(Clone, Copy)]
pub(crate) struct HandedOver<'a> {
    pub(crate) account: AccountId,
    pub(crate) setting: &'a CodeSetting,
    pub(crate) text: &'a str,
    /// The id that the client made for the login.
    pub(crate) login_id: &'a ClientMadeId,
}

impl App {
    /// Judges what a page handed over as a code. From here on the code is used, whatever comes of it.
    pub(crate) async fn judge_code(&self, over: HandedOver<'_>) -> Result<CodeJudged, ApiError> {
        let CodeSetting { id, namespace, fields, .. } = over.setting;
        let terms = CodeTerms { setting: *id, namespace: *namespace, fields };
        let mut record = CheckRecord::of_code(fields.action.kind());
        let begun = CodeJudge::begin(over.text, terms, &mut record);
        let (mut judge, handed) = match begun {
            Ok(begun) => begun,
            Err(refused) => {
                let judged = Judged::of_code(Err(refused), record, over.setting, None);
                return Ok(CodeJudged::Now(Box::new(judged)));
            }
        };
        let (key, call) = (CodeKey { setting: *id, hash: *judge.sha256() }, handed.call(over.login_id));
        let claimed = self.claim(over.account, key, call).await?;
        let outcome = match claimed {
            Claimed::Before => return Ok(CodeJudged::Before(key, call)),
            Claimed::Used => judge.unused(false).map(|()| None),
            Claimed::Now => match judge.unused(true) {
                Ok(()) => self.exchange(over.account, over.setting, judge, &handed).await?.map(Some),
                Err(refused) => Err(refused),
            },
        };
        let outcome = outcome.and_then(|verified| verified.ok_or(TokenRefused::CodeUsed));
        // What is settled is the code of whoever claimed it.
        let code = (claimed == Claimed::Now).then_some(key);
        if let (Err(refused), Some(key)) = (&outcome, code) {
            let reason = refused.reason();
            self.write(over.account, move |tx| use_case::refuse(tx, &key, reason)).await?;
        }
        Ok(CodeJudged::Now(Box::new(Judged::of_code(outcome, record, over.setting, code))))
    }

    /// Claims a code; while the same call is under way elsewhere, waits for what comes of it.
    async fn claim(&self, account: AccountId, key: CodeKey, call: [u8; 32]) -> Result<Claimed, ApiError> {
        let mut claimed = self.write(account, move |tx| use_case::claim(tx, &key, &call)).await?;
        loop {
            if let Some(claimed) = claimed {
                return Ok(claimed);
            }
            tokio::time::sleep(AGAIN).await;
            claimed = self.read(account, move |tx| use_case::look(tx, &key, &call)).await?;
        }
    }

    /// Exchanges a code that was claimed, and lets the setting's action make somebody of it.
    async fn exchange(
        &self,
        account: AccountId,
        setting: &CodeSetting,
        mut judge: CodeJudge<'_, CheckRecord>,
        handed: &Handed,
    ) -> Result<Result<VerifiedToken, TokenRefused>, ApiError> {
        let (fields, end) = (&setting.fields, End::of_exchange());
        let secret = self.client_secret(account, setting).await?;
        let answer = match &secret {
            Some(secret) => self.call(&code::exchange(fields, secret, handed), None, end).await,
            None => Err(EndpointFault::NoSecret),
        };
        let exchanged = match judge.exchanged(answer, self.now()) {
            Ok(exchanged) => exchanged,
            Err(refused) => return Ok(Err(refused)),
        };
        let secret = secret.as_ref().map_or("", |secret| secret.as_str());
        let (asked, signature) = match &fields.action {
            TokenAction::IdToken { .. } => {
                return self.verify(account, setting, judge, &exchanged, handed, end).await;
            }
            TokenAction::UserInfo { url, .. } => (code::user_info(url, &exchanged), None),
            TokenAction::Introspection { url, .. } => {
                (code::introspection(url, &exchanged, fields, secret), None)
            }
            TokenAction::Endpoint { url } => {
                let asked = code::own_endpoint(url, &exchanged, setting.id);
                let signature = self.sign(account, &asked).await?;
                (asked, Some(signature))
            }
        };
        Ok(judge.told(&exchanged, self.call(&asked, signature.as_deref(), end).await))
    }

    /// The action that verifies the ID token. A signature takes tens of microseconds, which is nothing beside the calls before.
    async fn verify(
        &self,
        account: AccountId,
        setting: &CodeSetting,
        judge: CodeJudge<'_, CheckRecord>,
        exchanged: &Exchanged,
        handed: &Handed,
        end: End,
    ) -> Result<Result<VerifiedToken, TokenRefused>, ApiError> {
        let mut keys = self.id_token_keys(account, setting, handed, Want::Keys, end).await?;
        if judge.wants_newer_keys(exchanged, &keys) {
            keys = self.id_token_keys(account, setting, handed, Want::Newer, end).await?;
        }
        Ok(judge.id_token(exchanged, &keys))
    }

    async fn id_token_keys(
        &self,
        account: AccountId,
        setting: &CodeSetting,
        handed: &Handed,
        want: Want,
        end: End,
    ) -> Result<PublicKeys, ApiError> {
        let TokenAction::IdToken { issuer, algorithms } = &setting.fields.action else {
            return Err(ErrorCode::Internal.into());
        };
        let source = setting.fields.action.keys().ok_or(ErrorCode::Internal)?;
        // Those that do not come before the end are none.
        let set = end.before(self.key_set(account, setting.id, &source, want)).await.transpose()?.flatten();
        Ok(PublicKeys {
            setting: setting.id,
            namespace: setting.namespace,
            algorithms: algorithms.clone(),
            issuer: Some(issuer.party().clone()),
            audience: Some(setting.fields.client_id.clone()),
            tokens: TokensAre::IdTokens { nonce: handed.nonce().map(str::to_owned) },
            set,
        })
    }

    async fn call(&self, asked: &Asked, signature: Option<&str>, end: End) -> Result<Answer, EndpointFault> {
        let answer = end.before(self.outbound.ask(asked, signature, limits::EXCHANGE_BYTES)).await;
        Ok(answer.ok_or(EndpointFault::OutOfTime)??)
    }

    /// OMN-12: proves to the customer's endpoint that it is us who ask, and when.
    async fn sign(&self, account: AccountId, asked: &Asked) -> Result<String, ApiError> {
        let body = asked.posted.as_ref().map_or(&[][..], |(_, body)| body.as_slice());
        let at = self.now().as_i64() / 1000;
        let signature = self.account_key(account).await?.sign_call(at, body);
        Ok(format!("t={at},ed25519={signature}"))
    }

    /// The client secret of a setting, if it has one.
    async fn client_secret(
        &self,
        account: AccountId,
        setting: &CodeSetting,
    ) -> Result<Option<Zeroizing<String>>, ApiError> {
        let (id, fields) = (setting.id, setting.fields.clone());
        let sealed = self.read(account, move |tx| use_case::find_secret(tx, id, &fields)).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let opened = self.account_key(account).await?.open(client_secret_cell(&id), &sealed)?;
        let text = str::from_utf8(&opened).map_err(|_| ErrorCode::Internal)?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }
}

/// Where a setting's client secret is kept.
pub(crate) fn client_secret_cell(setting: &SettingId) -> Cell<'_> {
    Cell { table: "authentication_settings", column: "sealed_secret", id: setting.as_bytes() }
}
