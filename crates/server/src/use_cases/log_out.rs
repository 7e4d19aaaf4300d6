//! A device logs out (SES-5).

use std::collections::BTreeSet;

use bonafide_domain::{session::EndReason, token::UnprovenId};
use bonafide_store::{
    Announcement, Done, Tx, conversations,
    events::{self, Happening},
    evidence,
    messages::Visibility,
    sessions::{self, Kept},
};

use super::{Refused, Step, admission, open_session};
use crate::secrets::SessionToken;

/// Ends the session. One that has ended or expired already is logged out all the same: the device wanted to be
/// rid of it.
pub fn log_out(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Done<()>> {
    let kept = admission::find(tx, token)?.ok_or(Refused::NoSession)?;
    // A login that is under way on this device comes before or after, and joins nothing in between.
    tx.lock(&[open_session::device_lock(&kept.session.device)])?;
    logged_out(tx, &kept)
}

/// SES-12: a token that was refused names somebody else than who is signed in. The page speaks of another person now, so
/// the device is logged out; more than that no unproven name can do.
pub fn log_out_another(tx: &mut Tx<'_>, token: &SessionToken, named: &UnprovenId) -> Step<Done<()>> {
    let Some(kept) = admission::find(tx, token)? else { return Ok(Done::quiet(())) };
    let Some(proof) = kept.session.proof else { return Ok(Done::quiet(())) };
    let signed_in_as = evidence::find(tx, proof.evidence)?;
    let signed_in_as = signed_in_as.and_then(|evidence| Some((evidence.namespace, evidence.external_id?)));
    if signed_in_as.is_some_and(|(namespace, external_id)| named.is(namespace, &external_id)) {
        return Ok(Done::quiet(()));
    }
    tx.lock(&[open_session::device_lock(&kept.session.device)])?;
    logged_out(tx, &kept)
}

/// CHT-10: a token was refused on a channel that then refuses whoever brought it. What they had there as somebody anonymous ends;
/// a session that was signed in lasts as long as its own token.
pub fn log_out_anonymous(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Done<()>> {
    let Some(kept) = admission::find(tx, token)? else { return Ok(Done::quiet(())) };
    if kept.session.proof.is_some() {
        return Ok(Done::quiet(()));
    }
    tx.lock(&[open_session::device_lock(&kept.session.device)])?;
    logged_out(tx, &kept)
}

fn logged_out(tx: &mut Tx<'_>, kept: &Kept) -> Step<Done<()>> {
    let announcements = end(tx, kept, EndReason::Logout)?.unwrap_or_default();
    Ok(Done { value: (), announcements })
}

/// Ends a session, and tells of it. `None` if it had ended before.
pub(super) fn end(tx: &mut Tx<'_>, kept: &Kept, why: EndReason) -> Step<Option<Vec<Announcement>>> {
    let id = kept.session.id;
    if !sessions::end(tx, id, why)? {
        return Ok(None);
    }
    let mut announcements = tell_signed_out(tx, kept)?;
    announcements.push(Announcement::SessionEnded(id));
    Ok(Some(announcements))
}

/// Where a session that was signed in has ended, the thread turns dashed again from here on, in each conversation there is to show it
/// in: whoever looks at one must not go on seeing a mark.
pub(super) fn tell_signed_out(tx: &mut Tx<'_>, kept: &Kept) -> Step<Vec<Announcement>> {
    if kept.session.proof.is_none() {
        return Ok(Vec::new());
    }
    let theirs = conversations::of_user(tx, kept.around.root)?;
    let ids: BTreeSet<_> = theirs.into_iter().map(|conversation| conversation.id).collect();
    let mut news = Vec::new();
    for id in ids {
        let Some(mut conversation) = conversations::take(tx, id)? else { continue };
        let signed_out = Happening::SignedOut(kept.session.id);
        let event = events::append(tx, &mut conversation, Visibility::All, signed_out)?;
        conversations::save(tx, &conversation)?;
        news.push(Announcement::Happened(event));
    }
    Ok(news)
}
