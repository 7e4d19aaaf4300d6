//! How channels were lately, so that any number of pages that ask cost the database one look in ten seconds.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use bonafide_domain::{
    id::{AccountId, ChannelId},
    time::{Millis, Span},
};

use crate::{
    App,
    use_cases::{
        Step,
        availability::{self, Availability},
    },
};

/// For how long what was found is told.
const FRESH: Span = Span::seconds(10);
/// Of how many channels it is kept. Beyond that all are looked at again.
const MOST: usize = 10_000;

/// What was found lately.
#[derive(Debug, Default)]
pub struct Availabilities(Mutex<HashMap<ChannelId, (Millis, Availability)>>);

impl App {
    /// How a channel is now, or was a moment ago.
    pub(crate) async fn availability(&self, account: AccountId, channel: ChannelId) -> Step<Availability> {
        let now = self.now();
        let kept = &self.availabilities.0;
        let known = kept.lock().unwrap_or_else(PoisonError::into_inner).get(&channel).cloned();
        // A clock that was set back makes nothing last longer.
        if let Some((_, known)) = known.filter(|(at, _)| *at <= now && now < at.plus(FRESH)) {
            return Ok(known);
        }
        let routes = self.routes.clone();
        let found = self.read(account, move |tx| availability::read(tx, channel, &routes)).await?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(channel, (now, found.clone()));
        Ok(found)
    }
}
