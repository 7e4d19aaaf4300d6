//! A token, explained to an administrator: every check that a login makes, in its order, and nothing is changed (SEE-7).

use std::borrow::Cow;

use bonafide_domain::{
    id::{AccountId, ChannelId, UserId},
    identity::{EmailConflict, Who},
    mode::Mode,
    token::{
        Check, CheckRecord, Checks, Reason, VerifiedToken, Warning,
        mistake::{self, IdHint, SignatureMistake},
    },
};
use bonafide_store::{
    Tx, kept_bans,
    login_terms::{self, LoginTerms},
    users,
};

use super::{Refused, Step, log_in, log_in_address};
use crate::{App, http::ApiError, verification::Judged};

/// What there is to say about a token.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Every check with how it went.
    pub record: CheckRecord,
    /// Whom a login with it would be for, if it is good.
    pub who: Option<Who>,
    /// What a signature that is not good comes from.
    pub mistake: Option<SignatureMistake>,
    /// What is odd about the external id.
    pub hint: Option<IdHint>,
}

impl App {
    /// Explains a token as a login on `channel` would find it now.
    pub async fn explain_token(
        &self,
        account: AccountId,
        channel: ChannelId,
        token: &str,
    ) -> Result<Explained, ApiError> {
        let Judged { outcome, record } = self.judge(account, token).await?;
        let Ok(verified) = outcome else {
            let mistake = self.signature_mistake(account, &record, token).await?;
            return Ok(Explained { record, who: None, mistake, hint: None });
        };
        let hint = mistake::of_external_id(&verified);
        let key = self.account_key(account).await?;
        let digest = key.ban_digest(verified.namespace(), verified.external_id().as_str());
        let go_on = move |tx: &mut Tx<'_>| go_on(tx, channel, &verified, &digest, record.clone());
        let (record, who) = self.read(account, go_on).await?;
        Ok(Explained { record, who, mistake: None, hint })
    }
}

/// The checks that a login makes of a verified token.
fn go_on(
    tx: &mut Tx<'_>,
    channel: ChannelId,
    token: &VerifiedToken,
    ban_digest: &[u8; 32],
    mut record: CheckRecord,
) -> Step<(CheckRecord, Option<Who>)> {
    let terms = match login_terms::find(tx, channel, token.key())?.ok_or(Refused::NoChannel)? {
        LoginTerms::Granted(terms) => terms,
        LoginTerms::NoKey => {
            return Ok(failed(
                record,
                Check::Channel,
                Reason::KidUnknown,
                "The key was deleted a moment ago.",
            ));
        }
        LoginTerms::NotOnThisChannel => {
            let detail = "The channel does not accept tokens of this key.";
            return Ok(failed(record, Check::Channel, Reason::ChannelMismatch, detail));
        }
    };
    record.passed(Check::Channel);

    let holder = users::find_by_external_id(tx, token.namespace(), token.external_id().as_str())?;
    let brought = log_in_address::find(tx, token, holder)?;
    let user = holder.map(|holder| holder.root);
    let resolved = log_in_address::decide(user, brought.as_ref(), terms.email_policy);
    let meant = resolved.as_ref().map_or(user, |resolution| resolution.who.user());
    let of_erased = user.is_none() && kept_bans::is_banned(tx, ban_digest)?;
    let barred = if of_erased { Some(Reason::UserBanned) } else { barred(tx, token, meant)? };
    if let Some(reason) = barred {
        return Ok(failed(record, Check::Ban, reason, reason.description()));
    }
    record.passed(Check::Ban);
    match resolved {
        Ok(resolution) => {
            record.passed(Check::Resolution);
            Ok((record, Some(resolution.who)))
        }
        Err(conflict) if terms.email_conflicts == Mode::ReportOnly => {
            record.warned(Check::Resolution, Warning::AddressOfAnother(conflict.holder));
            record.passed(Check::Resolution);
            Ok((record, Some(conflict.passed_over(user).who)))
        }
        Err(EmailConflict { holder }) => {
            let detail = format!("The user {holder} has this email address.");
            Ok(failed(record, Check::Resolution, Reason::EmailConflict, detail))
        }
    }
}

fn failed(
    mut record: CheckRecord,
    check: Check,
    reason: Reason,
    detail: impl Into<Cow<'static, str>>,
) -> (CheckRecord, Option<Who>) {
    record.failed(check, reason, detail.into());
    (record, None)
}

fn barred(tx: &mut Tx<'_>, token: &VerifiedToken, user: Option<UserId>) -> Step<Option<Reason>> {
    let user = user.map(|user| users::find(tx, user)).transpose()?.flatten();
    Ok(user.and_then(|user| log_in::barred(token, &user)))
}
