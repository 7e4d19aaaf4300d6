//! What is asked about a token that was verified, in the one order (details 23): channel, ban, resolution. A login and the
//! token debugger read this same list.

use std::{borrow::Cow, collections::BTreeMap};

use bonafide_domain::{
    erasure::KeptBars,
    id::{ChannelId, UserId},
    identity::{EmailConflict, Resolution},
    login,
    mode::Mode,
    setting::SettingKind,
    token::{Check, Checks, Reason, VerifiedToken, Warning},
};
use bonafide_store::{
    Tx, kept_bans,
    login_terms::{self, KeyTerms, LoginTerms},
    users::{ExternalIdHolder, User},
};

use super::{
    Refused, Step,
    log_in_address::{self, Brought},
    merge_users,
};

/// The users that a token may be about, as they were read before the checks are made.
pub(super) struct Concerned<'a> {
    /// Who holds its external id.
    pub holder: Option<ExternalIdHolder>,
    /// They, and whoever has the token's address.
    pub users: BTreeMap<UserId, User>,
    /// The digest of its external id, by which what held back somebody who was erased is known.
    pub ban_digest: &'a [u8; 32],
}

/// A token of which nobody who is barred from logging in is meant.
pub(super) struct Admitted<'t> {
    /// What a login with it takes from its key and account.
    pub terms: KeyTerms,
    /// The address that it brings.
    pub brought: Option<Brought<'t>>,
    /// Whether earlier tokens of its external id are refused since whoever had it was erased (SES-14).
    pub refuses_earlier: bool,
    /// Whom it is for, or who else has its address.
    pub resolved: Result<Resolved, EmailConflict>,
}

/// Whom a login is for.
pub(super) struct Resolved {
    /// Whom, and what becomes of the address.
    pub resolution: Resolution,
    /// Somebody else who has the address, where that is only reported (RES-4).
    pub conflict: Option<EmailConflict>,
}

/// What a login with a token rests on now. KEY-6: the key that verified it a moment ago may be deleted by now.
pub(super) fn terms(tx: &mut Tx<'_>, channel: ChannelId, token: &VerifiedToken) -> Step<Option<LoginTerms>> {
    Ok(match token.key() {
        Some(key) => login_terms::find(tx, channel, key)?,
        None => login_terms::find_of_setting(tx, channel, token.setting())?,
    })
}

/// Makes the checks, and tells whoever watches how each went. Gives the reason at the first that fails, except for the
/// address of somebody else: that is the last, and the login has something to keep of it (RES-8).
pub(super) fn check<'t>(
    tx: &mut Tx<'_>,
    channel: ChannelId,
    token: &'t VerifiedToken,
    concerned: &Concerned<'_>,
    watch: &mut impl Checks,
) -> Step<Result<Admitted<'t>, Reason>> {
    let mut stops = |check, reason: Reason, detail: &'static str| {
        watch.failed(check, reason, Cow::Borrowed(detail));
        Ok(Err(reason))
    };
    let terms = match terms(tx, channel, token)?.ok_or(Refused::NoChannel)? {
        LoginTerms::Granted(terms) => terms,
        LoginTerms::NoKey => {
            return match token.kind() {
                SettingKind::SigningKeys => {
                    stops(Check::Channel, Reason::KidUnknown, "The key was deleted a moment ago.")
                }
                SettingKind::SharedSecret => {
                    let detail = "The secret was revoked a moment ago.";
                    stops(Check::Channel, Reason::SignatureInvalid, detail)
                }
                SettingKind::PublicKeys | SettingKind::Code => {
                    let detail = "The authentication setting was deleted a moment ago.";
                    stops(Check::Channel, Reason::ChannelMismatch, detail)
                }
            };
        }
        LoginTerms::NotOnThisChannel => {
            let detail = match token.kind() {
                SettingKind::SigningKeys => "The channel does not accept tokens of this signing key.",
                SettingKind::SharedSecret => "The token was made with the secret of another channel.",
                SettingKind::PublicKeys | SettingKind::Code => {
                    "The authentication setting was detached from the channel a moment ago."
                }
            };
            return stops(Check::Channel, Reason::ChannelMismatch, detail);
        }
    };
    watch.passed(Check::Channel);

    let root = concerned.holder.map(|holder| holder.root);
    let brought = log_in_address::find(tx, token, terms.address_trust, concerned.holder)?;
    if brought.as_ref().is_some_and(Brought::is_not_trusted) {
        watch.warned(Check::Email, Warning::AddressNotTrusted);
    }
    let decided = log_in_address::decide(root, brought.as_ref(), terms.email_policy);
    let meant = decided.as_ref().map_or(root, |resolution| resolution.who.user());
    // SES-13, SES-14: what held somebody back survives their deletion.
    let kept = match root {
        None => kept_bans::find(tx, concerned.ban_digest)?,
        Some(_) => KeptBars::default(),
    };
    let bars = meant.and_then(|user| concerned.users.get(&user)).map(merge_users::bars);
    if let Some(reason) = barred(token, bars.map_or(kept, |bars| kept.with(bars))) {
        watch.failed(Check::Ban, reason, Cow::Borrowed(reason.description()));
        return Ok(Err(reason));
    }
    watch.passed(Check::Ban);
    let resolved = resolve(decided, root, terms.email_conflicts, watch);
    let refuses_earlier = kept.tokens_from.is_some();
    Ok(Ok(Admitted { terms, brought, refuses_earlier, resolved }))
}

/// RES-4, or what comes of it where conflicts are only reported.
fn resolve(
    decided: Result<Resolution, EmailConflict>,
    known: Option<UserId>,
    conflicts: Mode,
    watch: &mut impl Checks,
) -> Result<Resolved, EmailConflict> {
    let resolved = match decided {
        Ok(resolution) => Resolved { resolution, conflict: None },
        Err(conflict) => match conflicts.judge(Err(conflict)) {
            Ok(_) => {
                watch.warned(Check::Resolution, Warning::AddressOfAnother(conflict.holder));
                Resolved { resolution: conflict.passed_over(known), conflict: Some(conflict) }
            }
            Err(EmailConflict { holder }) => {
                let detail = format!("The user {holder} has this email address.");
                watch.failed(Check::Resolution, Reason::EmailConflict, detail.into());
                return Err(conflict);
            }
        },
    };
    watch.passed(Check::Resolution);
    Ok(resolved)
}

/// Why nobody may log in with a token that is good: a ban (SES-8), or it was revoked (SES-14).
fn barred(token: &VerifiedToken, bars: KeptBars) -> Option<Reason> {
    if bars.is_banned {
        return Some(Reason::UserBanned);
    }
    login::is_revoked(token.issued_at(), bars.tokens_from).then_some(Reason::TokenRevoked)
}
