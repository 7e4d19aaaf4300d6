//! What is known of a conversation when its ticket is routed (ROU-2, ROU-3).

use std::collections::BTreeSet;

use bonafide_domain::{
    context::ContextVariables,
    id::{ChannelId, QueueId, SettingId, TicketId},
    metadata::Metadata,
    routing::{Facts, Hours, PageCounts, Proved},
    time::Millis,
};
use bonafide_store::{
    StoreError, Tx, channels,
    conversations::Conversation,
    devices,
    events::Routed,
    evidence, login_contexts,
    queues::{self, Queue},
    sessions, settings, ticket_metadata,
};

use super::Step;

/// What is known of a conversation and its ticket at a moment: at the hours of then, and of who was signed in then. What the page
/// set and which language the device speaks is kept as it is now, and is that. `None` if its channel is gone.
pub(super) fn of_ticket(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    ticket: TicketId,
    moment: &Routed,
) -> Step<Option<Facts>> {
    let Some(mut facts) = of_channel_at(tx, conversation.channel, moment.at)? else { return Ok(None) };
    if let Some(id) = moment.evidence
        && let Some(evidence) = evidence::find(tx, id)?
    {
        facts.proved = proved(tx, evidence.setting)?;
        facts.signed = login_contexts::of(tx, evidence.id)?;
    }
    facts.page = ticket_metadata::find(tx, ticket)?;
    facts.language = devices::language_of(tx, conversation.user)?;
    Ok(Some(facts))
}

/// What is known of somebody on a channel who has not said anything yet; `None` if there is no such channel.
pub(super) fn of_channel(tx: &mut Tx<'_>, id: ChannelId) -> Step<Option<Facts>> {
    let now = tx.now();
    of_channel_at(tx, id, now)
}

fn of_channel_at(tx: &mut Tx<'_>, id: ChannelId, at: Millis) -> Step<Option<Facts>> {
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
        open: open_queues(tx, at)?,
    }))
}

/// How somebody is signed in by a setting; by one that was detached meanwhile too, for the sessions that it opened go on.
fn proved(tx: &mut Tx<'_>, setting: SettingId) -> Step<Option<Proved>> {
    Ok(settings::find_name(tx, setting)?.map(|(_, kind)| Proved { setting, kind }))
}

/// The moment of now, with what the latest login of the conversation's user rests on whose session counts: what it said replaces
/// what earlier ones said.
pub(super) fn now(tx: &mut Tx<'_>, conversation: &Conversation) -> Step<Routed> {
    let at = tx.now();
    let latest = sessions::latest_signed_in(tx, conversation.user)?.filter(|(until, _)| at < *until);
    Ok(Routed { at, evidence: latest.map(|(_, evidence)| evidence) })
}

/// The queues that are open at a moment (ROU-8), by the hours that they have now.
fn open_queues(tx: &mut Tx<'_>, at: Millis) -> Step<BTreeSet<QueueId>> {
    let mut open = BTreeSet::new();
    for queue in queues::all(tx)? {
        if is_open(&queue, at)? {
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
