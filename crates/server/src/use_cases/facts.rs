//! What is known of a conversation when its ticket is routed (ROU-2, ROU-3).

use std::collections::BTreeSet;

use bonafide_domain::{
    context::ContextVariables,
    id::{ChannelId, QueueId, SettingId, TicketId, UserId},
    metadata::Metadata,
    routing::{Facts, Hours, PageCounts, Proved},
    time::Millis,
};
use bonafide_store::{
    StoreError, Tx, channels,
    conversations::Conversation,
    devices,
    evidence::{self, Evidence},
    login_contexts,
    queues::{self, Queue},
    sessions, settings, ticket_metadata,
};

use super::Step;

/// What is known of a conversation and its ticket now; `None` if its channel is gone.
pub(super) fn of_ticket(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    ticket: TicketId,
) -> Step<Option<Facts>> {
    let Some(mut facts) = of_channel(tx, conversation.channel)? else { return Ok(None) };
    if let Some(evidence) = signed_in_by(tx, conversation.user)? {
        facts.proved = proved(tx, evidence.setting)?;
        facts.signed = login_contexts::of(tx, evidence.id)?;
    }
    facts.page = ticket_metadata::find(tx, ticket)?;
    facts.language = devices::language_of(tx, conversation.user)?;
    Ok(Some(facts))
}

/// What is known of somebody on a channel who has not said anything yet; `None` if there is no such channel.
pub(super) fn of_channel(tx: &mut Tx<'_>, id: ChannelId) -> Step<Option<Facts>> {
    let Some(channel) = channels::find(tx, id)? else { return Ok(None) };
    let setting = settings::of_channel(tx, id)?.map(|setting| setting.id);
    Ok(Some(Facts {
        channel: id,
        brand: channel.brand,
        proved: None,
        page_counts: PageCounts::on_channel_with(setting),
        signed: ContextVariables::new(),
        page: Metadata::default(),
        language: None,
        open: open_queues(tx)?,
    }))
}

/// How somebody is signed in by a setting; by one that was detached meanwhile too, for the sessions that it opened go on.
fn proved(tx: &mut Tx<'_>, setting: SettingId) -> Step<Option<Proved>> {
    Ok(settings::find_name(tx, setting)?.map(|(_, kind)| Proved { setting, kind }))
}

/// What the latest login of a user rests on whose session counts now: what it said replaces what earlier ones said.
fn signed_in_by(tx: &mut Tx<'_>, user: UserId) -> Step<Option<Evidence>> {
    let now = tx.now();
    match sessions::latest_signed_in(tx, user)?.filter(|(until, _)| now < *until) {
        Some((_, id)) => Ok(evidence::find(tx, id)?),
        None => Ok(None),
    }
}

/// The queues that are open now (ROU-8).
fn open_queues(tx: &mut Tx<'_>) -> Step<BTreeSet<QueueId>> {
    let now = tx.now();
    let mut open = BTreeSet::new();
    for queue in queues::all(tx)? {
        if is_open(&queue, now)? {
            open.insert(queue.id);
        }
    }
    Ok(open)
}

/// Whether a queue is within its opening hours; one without any is always.
pub(super) fn is_open(queue: &Queue, now: Millis) -> Step<bool> {
    let Some(draft) = &queue.hours else { return Ok(true) };
    let hours = Hours::new(draft).map_err(|refused| StoreError::Corrupt(refused.to_string()))?;
    Ok(hours.is_open(now))
}
