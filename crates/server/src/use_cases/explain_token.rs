//! A token, explained to an administrator: every check that a login makes, in its order, and nothing is changed (SEE-7).

use std::collections::BTreeMap;

use bonafide_domain::{
    id::{self, AccountId, ChannelId},
    identity::Resolution,
    text::ClientMadeId,
    time::Millis,
    token::{
        CheckRecord, VerifiedToken,
        mistake::{self, IdHint, Mistake},
    },
};
use bonafide_store::{Tx, users};

use super::{
    Refused, Step, admission, channels, log_in_address,
    login_checks::{self, Admitted, Concerned},
};
use crate::{
    App,
    codes::{CodeJudged, HandedOver},
    http::{ApiError, ErrorCode},
    secrets::AgentToken,
    verification::{CodeSetting, Judged},
};

/// What there is to say about a token.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Every check with how it went.
    pub record: CheckRecord,
    /// Whom a login with it would be for, and what would become of its address, if it is good.
    pub resolution: Option<Resolution>,
    /// The common mistake that it was refused for.
    pub mistake: Option<Mistake>,
    /// What is odd about the external id.
    pub hint: Option<IdHint>,
    /// The time at which the token's own times were judged; `None` for now.
    pub at: Option<Millis>,
}

impl App {
    /// Explains a token to an administrator, as a login on the channel of `public_key` would find it now, or would have if it
    /// were `at`: then the token's own times are judged at that time, and all else is as it is now. A channel of another
    /// account is none.
    pub async fn explain_token(
        &self,
        by: AgentToken,
        public_key: String,
        token: &str,
        at: Option<Millis>,
    ) -> Result<Explained, ApiError> {
        let account = by.account;
        self.read(account, move |tx| admission::admit_administrator(tx, &by)).await?;
        let (of, channel) = channels::find_by_public_key(self, public_key).await?;
        if of != account {
            return Err(Refused::NoChannel.into());
        }
        self.explain_for(account, channel, token, at).await
    }

    /// A code that is explained is exchanged, and used by that; what is said is true of now alone.
    async fn judge_code_for(
        &self,
        account: AccountId,
        setting: &CodeSetting,
        text: &str,
    ) -> Result<Judged, ApiError> {
        // No login has this id, and none has the answer of this call.
        let id = self.store.new_id::<id::LoginAttempt>().to_string();
        let login_id = ClientMadeId::new(&id).map_err(|_| ErrorCode::Internal)?;
        match self.judge_code(HandedOver { account, setting, text, login_id: &login_id }).await? {
            CodeJudged::Now(judged) => Ok(*judged),
            CodeJudged::Before(..) => Err(ErrorCode::Internal.into()),
        }
    }

    /// As [`explain_token`](Self::explain_token), for a command on the server's own machine.
    pub(crate) async fn explain_for(
        &self,
        account: AccountId,
        channel: ChannelId,
        token: &str,
        at: Option<Millis>,
    ) -> Result<Explained, ApiError> {
        let time = at.unwrap_or_else(|| self.now());
        let judged = match self.code_setting(account, channel).await? {
            None => self.judge_at(account, channel, token, time).await?,
            Some(setting) => self.judge_code_for(account, &setting, token).await?,
        };
        let of_signature = self.signature_mistake(account, &judged, token).await?;
        let Judged { outcome, record, .. } = judged;
        let verified = match outcome {
            Ok(verified) => verified,
            Err(refused) => {
                let of_rest_key = if mistake::may_be_of_rest_key(&refused) {
                    mistake::of_rest_key(token, &self.live_rest_keys(account).await?)
                } else {
                    None
                };
                let mistake = of_signature.or(of_rest_key).or_else(|| mistake::of_refusal(&refused));
                return Ok(Explained { record, resolution: None, mistake, hint: None, at });
            }
        };
        let hint = mistake::of_external_id(&verified);
        let key = self.account_key(account).await?;
        let ban_digest = key.ban_digest(verified.namespace(), verified.external_id().as_str());
        let go_on = move |tx: &mut Tx<'_>| go_on(tx, channel, &verified, &ban_digest, record.clone());
        let (record, resolution) = self.read(account, go_on).await?;
        Ok(Explained { record, resolution, mistake: None, hint, at })
    }
}

/// The checks that a login makes of a verified token.
fn go_on(
    tx: &mut Tx<'_>,
    channel: ChannelId,
    token: &VerifiedToken,
    ban_digest: &[u8; 32],
    mut record: CheckRecord,
) -> Step<(CheckRecord, Option<Resolution>)> {
    let holder = users::find_by_external_id(tx, token.namespace(), token.external_id().as_str())?;
    let of_address = log_in_address::holders(tx, token)?;
    let mut users = BTreeMap::new();
    for id in holder.map(|holder| holder.root).into_iter().chain(of_address) {
        users.extend(users::find(tx, id)?.map(|user| (id, user)));
    }
    let concerned = Concerned { holder, users, ban_digest };
    let checked = login_checks::check(tx, channel, token, &concerned, &mut record)?;
    let resolved = checked.ok().and_then(|Admitted { resolved, .. }| resolved.ok());
    let resolution = resolved.map(|resolved| resolved.resolution);
    Ok((record, resolution))
}
