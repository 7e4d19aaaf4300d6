//! Verifying tokens against what a channel accepts: the account's live keys, and the settings of its channels, which are kept in
//! memory for a moment.

mod mistakes;
mod readings;
mod rings;

use std::{cell::Cell, sync::Arc};

use bonafide_domain::{
    channel::OnFailure,
    code_setting::CodeFields,
    id::{AccountId, ChannelId, KeyId, SettingId},
    key_fetch::Want,
    namespace::Namespace,
    public_key_setting::PublicKeyFields,
    setting::SettingKind,
    time::Millis,
    token::{
        self, CheckRecord, KeySecret, KeySet, KnownKeys, PublicKeys, TokenKey, TokenRefused, TokensAre,
        VerifiedToken, mistake::Meant,
    },
};
use bonafide_store::{
    codes::CodeKey,
    made_settings::{MadeSetting, SettingFields},
    settings::Setting,
};

pub use self::rings::KeyRings;
use self::rings::{Missed, Ring};
use crate::{
    App,
    http::{ApiError, ErrorCode},
    secrets::Cell as SealedCell,
};

/// A token was judged: what came of it, and every check on the way.
pub struct Judged {
    /// The token, or why it was refused.
    pub outcome: Result<VerifiedToken, TokenRefused>,
    /// The checks in their order.
    pub record: CheckRecord,
    /// What becomes of somebody whose token is refused, as the channel is set (CHT-10).
    pub on_failure: OnFailure,
    /// The code that it was, if the channel takes those.
    pub code: Option<CodeKey>,
    /// The namespace of the external ids that the channel's tokens name (RES-13).
    pub(crate) namespace: Namespace,
    /// What its signature was to be made with; `None` where the channel has nothing that could make one.
    meant: Option<Meant>,
}

impl Judged {
    /// What came of a code.
    pub(crate) fn of_code(
        outcome: Result<VerifiedToken, TokenRefused>,
        record: CheckRecord,
        setting: &CodeSetting,
        code: Option<CodeKey>,
    ) -> Self {
        let CodeSetting { namespace, on_failure, .. } = *setting;
        Self { outcome, record, on_failure, code, namespace, meant: None }
    }
}

/// By what a channel exchanges codes.
#[derive(Debug, Clone)]
pub(crate) struct CodeSetting {
    pub(crate) id: SettingId,
    pub(crate) namespace: Namespace,
    pub(crate) fields: CodeFields,
    pub(crate) on_failure: OnFailure,
}

/// A token that is to be judged, and where it was sent, at this time.
#[derive(Clone, Copy)]
struct Asked<'a> {
    account: AccountId,
    channel: ChannelId,
    token: &'a str,
    now: Millis,
}

/// Looks keys up for a channel with this setting, and remembers which one was not there.
struct Lookup<'a> {
    ring: &'a Ring,
    setting: Option<Setting>,
    public: Option<PublicKeys>,
    missed: Cell<Option<KeyId>>,
}

impl KnownKeys for Lookup<'_> {
    fn find(&self, id: KeyId) -> Option<&TokenKey> {
        let found = self.ring.keys.as_slice().find(id);
        if found.is_none() {
            self.missed.set(Some(id));
        }
        found
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        let own = self.setting.map(|setting| setting.id);
        let is_own = move |key: &&TokenKey| Some(key.setting) == own;
        let others = self.ring.keys.iter().filter(move |key| !is_own(key));
        self.ring.keys.iter().filter(is_own).chain(others)
    }

    fn public(&self) -> Option<&PublicKeys> {
        self.public.as_ref()
    }
}

impl App {
    /// Judges a token that was sent to a channel by the account's live keys. What another node or a command has just made is
    /// found too.
    pub async fn judge(
        &self,
        account: AccountId,
        channel: ChannelId,
        token: &str,
    ) -> Result<Judged, ApiError> {
        self.judge_at(account, channel, token, self.now()).await
    }

    /// As [`judge`](Self::judge), as if it were another time. That is for explanations alone: nobody is logged in by what
    /// comes of it (SEE-7). The keys and what the account asks of tokens are those of now.
    pub(crate) async fn judge_at(
        &self,
        account: AccountId,
        channel: ChannelId,
        token: &str,
        now: Millis,
    ) -> Result<Judged, ApiError> {
        let asked = Asked { account, channel, token, now };
        let came = self.comes(account);
        let ring = self.ring(came).await?;
        let (judged, missed) = self.judge_by(&ring, asked).await?;
        let Some(missed) = missed else { return Ok(judged) };
        match self.ring_with(came, &ring, missed).await? {
            Some(ring) => Ok(self.judge_by(&ring, asked).await?.0),
            None => Ok(judged),
        }
    }

    /// Judges a token by what is in memory; public keys are fetched if they are due, and at once for a token that another key than those may
    /// have made (OMN-4).
    async fn judge_by(
        &self,
        ring: &Arc<Ring>,
        asked: Asked<'_>,
    ) -> Result<(Judged, Option<Missed>), ApiError> {
        let setting = ring.made_setting(asked.channel);
        let Some((setting, fields)) = setting.and_then(|setting| match &setting.fields {
            SettingFields::PublicKeys(fields) => Some((setting, fields)),
            SettingFields::Code(_) => None,
        }) else {
            return Ok(judge(ring, None, asked.channel, asked.token, asked.now));
        };
        let public = self.public_keys(setting, fields, asked, Want::Keys).await?;
        let set = public.set.clone();
        let judged = judge_publicly(ring, public, asked).await?;
        let is_behind = |set: Arc<KeySet>| judged.0.outcome.as_ref().is_err_and(|it| set.may_be_behind(it));
        if !set.is_some_and(is_behind) {
            return Ok(judged);
        }
        let newer = self.public_keys(setting, fields, asked, Want::Newer).await?;
        judge_publicly(ring, newer, asked).await
    }

    async fn public_keys(
        &self,
        setting: &MadeSetting,
        fields: &PublicKeyFields,
        asked: Asked<'_>,
        want: Want,
    ) -> Result<PublicKeys, ApiError> {
        Ok(PublicKeys {
            setting: setting.id,
            namespace: setting.namespace,
            algorithms: fields.algorithms.clone(),
            issuer: fields.issuer.clone(),
            audience: fields.audience.clone(),
            tokens: TokensAre::Signed { contexts: fields.contexts },
            set: self.key_set(asked.account, setting.id, &fields.keys(), want).await?,
        })
    }

    /// The setting by which a channel exchanges codes, and what it does where one fails; `None` for a channel that takes tokens.
    pub(crate) async fn code_setting(
        &self,
        account: AccountId,
        channel: ChannelId,
    ) -> Result<Option<CodeSetting>, ApiError> {
        let came = self.comes(account);
        let mut ring = self.ring(came).await?;
        if !ring.channels.contains_key(&channel) {
            // Another node or a command may just have made the channel.
            ring = self.ring_with(came, &ring, Missed::Channel(channel)).await?.unwrap_or(ring);
        }
        let setting = ring.made_setting(channel);
        let on_failure = ring.channels.get(&channel).map(|setting| setting.on_failure).unwrap_or_default();
        Ok(setting.and_then(|setting| match &setting.fields {
            SettingFields::Code(fields) => Some(CodeSetting {
                id: setting.id,
                namespace: setting.namespace,
                fields: fields.clone(),
                on_failure,
            }),
            SettingFields::PublicKeys(_) => None,
        }))
    }

    /// The secret of a live signing key, for signing a token to try things out with.
    pub async fn signing_secret(&self, account: AccountId, id: KeyId) -> Result<Option<KeySecret>, ApiError> {
        let ring = self.ring_since(self.comes(account)).await?;
        let key = ring.keys.as_slice().find(id).filter(|key| key.kind == SettingKind::SigningKeys);
        Ok(key.map(|key| key.secret.clone()))
    }

    /// The newest secret of a chat, for signing a token to try things out with.
    pub(crate) async fn chat_secret(
        &self,
        account: AccountId,
        channel: ChannelId,
    ) -> Result<Option<KeySecret>, ApiError> {
        let ring = self.ring_since(self.comes(account)).await?;
        let Some(setting) = ring.channels.get(&channel) else { return Ok(None) };
        let of_the_chat =
            |key: &&TokenKey| key.setting == setting.id && key.kind == SettingKind::SharedSecret;
        Ok(ring.keys.iter().filter(of_the_chat).max_by_key(|key| key.id).map(|key| key.secret.clone()))
    }
}

/// A signature takes tens of microseconds, in which no other request is to wait.
async fn judge_publicly(
    ring: &Arc<Ring>,
    public: PublicKeys,
    Asked { channel, token, now, .. }: Asked<'_>,
) -> Result<(Judged, Option<Missed>), ApiError> {
    let (ring, token) = (Arc::clone(ring), token.to_owned());
    let judged = tokio::task::spawn_blocking(move || judge(&ring, Some(public), channel, &token, now));
    judged.await.map_err(|_| ErrorCode::Internal.into())
}

/// Judges a token by what is in memory. Where something was looked for in vain, what came of it may be due to that.
///
/// On a channel that has no setting, tokens are told as every channel's first are: that it takes none is found by the login.
fn judge(
    ring: &Ring,
    public: Option<PublicKeys>,
    channel: ChannelId,
    token: &str,
    now: Millis,
) -> (Judged, Option<Missed>) {
    let setting = ring.channels.get(&channel).copied();
    let kind = setting.map_or(SettingKind::SigningKeys, |setting| setting.kind);
    let by_secrets = public.is_none();
    let namespace = public.as_ref().map_or(Namespace::Account, |public| public.namespace);
    let lookup = Lookup { ring, setting, public, missed: Cell::new(None) };
    let mut record = CheckRecord::of(kind);
    let outcome = token::verify(token, kind, &lookup, &ring.policy, now, &mut record);
    let by_none = matches!(outcome, Err(TokenRefused::SignatureInvalid(_))) && record.key().is_none();
    let missed = match (setting, lookup.missed.get()) {
        (None, _) => Some(Missed::Channel(channel)),
        (Some(_), Some(key)) if outcome.is_err() => Some(Missed::Key(key)),
        (Some(_), Some(_) | None) => (by_none && by_secrets).then(|| Missed::secret_of(token)),
    };
    let of_setting = setting.map(|setting| Meant::OfSetting(setting.id));
    let meant = record.key().map(Meant::Named).or(of_setting).filter(|_| by_secrets);
    let on_failure = setting.map(|setting| setting.on_failure).unwrap_or_default();
    (Judged { outcome, record, on_failure, code: None, namespace, meant }, missed)
}

/// Where a key's secret is kept.
pub fn secret_cell(id: &KeyId) -> SealedCell<'_> {
    SealedCell { table: "signing_keys", column: "sealed_secret", id: id.as_bytes() }
}
