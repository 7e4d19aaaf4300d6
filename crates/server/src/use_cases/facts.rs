//! What is known of a conversation when its ticket is routed (ROU-2, ROU-3).

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    context::ContextName,
    id::{ChannelId, QueueId, SettingId, TicketId, UserId},
    metadata::{FieldValue, Metadata},
    routing::{Facts, Hours, PageCounts, Proved},
    time::Millis,
};
use bonafide_store::{
    StoreError, Tx, channels,
    conversations::Conversation,
    devices,
    evidence::{self, Evidence},
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
        facts.signed = signed_context(&evidence);
    }
    facts.page = ticket_metadata::find(tx, ticket)?;
    facts.language = devices::language_of(tx, conversation.user)?;
    Ok(Some(facts))
}

/// What is known of somebody on a channel who has not said anything yet; `None` if there is no such channel.
pub(super) fn of_channel(tx: &mut Tx<'_>, id: ChannelId) -> Step<Option<Facts>> {
    let Some(channel) = channels::find(tx, id)? else { return Ok(None) };
    // ROU-3: a channel that has a setting knows who people are, and context comes signed.
    let page_counts = match settings::of_channel(tx, id)? {
        Some(_) => PageCounts::Never,
        None => PageCounts::WhereNothingIsSigned,
    };
    Ok(Some(Facts {
        channel: id,
        brand: channel.brand,
        proved: None,
        page_counts,
        signed: BTreeMap::new(),
        page: Metadata::default(),
        language: None,
        open: open_queues(tx)?,
    }))
}

/// How somebody is signed in by a setting; `None` if no channel has that any more.
pub(super) fn proved(tx: &mut Tx<'_>, setting: SettingId) -> Step<Option<Proved>> {
    let settings = settings::of_channels(tx)?;
    let found = settings.into_iter().map(|(_, of_channel)| of_channel).find(|it| it.id == setting);
    Ok(found.map(|found| Proved { setting, kind: found.kind }))
}

/// What the session of a user rests on that counts now and lasts longest: that of their mark (SEE-1).
fn signed_in_by(tx: &mut Tx<'_>, user: UserId) -> Step<Option<Evidence>> {
    let now = tx.now();
    match sessions::longest_signed_in(tx, user)?.filter(|(until, _)| now < *until) {
        Some((_, id)) => Ok(evidence::find(tx, id)?),
        None => Ok(None),
    }
}

/// The context variables that came with a login. What a token brings is not kept with the login yet.
fn signed_context(_: &Evidence) -> BTreeMap<ContextName, FieldValue> {
    BTreeMap::new()
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
