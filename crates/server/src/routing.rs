//! Tickets that are routed and given out (ROU-2, ROU-4): what is due is found in the data, so nothing is forgotten when a
//! process ends, and whichever node comes first does it.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use bonafide_domain::{
    id::{AccountId, Id, WorkstreamId},
    routing::Workstream,
};
use bonafide_store::{
    Announce, Announcement, StoreError, Tx, accounts, agent_work, ticket_waits, workstreams,
};

use crate::{
    App,
    jobs::Jobs,
    use_cases::{Rest, Step, Stop, give_tickets::give_ticket, route_tickets::route_tickets},
};

/// How many workstreams are kept ready. Beyond that they are all made ready again.
const MOST: usize = 1_000;

/// Workstreams that were checked and made ready, by the version that they are of. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Routes(Arc<Mutex<Ready>>);

type Key = (AccountId, WorkstreamId);
/// Each with the version that it is of.
type Ready = HashMap<Key, (i64, Arc<Workstream>)>;

impl Routes {
    /// The workstream in this version, which is made ready once on each node.
    pub(crate) fn get(&self, tx: &mut Tx<'_>, id: WorkstreamId, version: i64) -> Step<Arc<Workstream>> {
        let key = (tx.account(), id);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((_, ready)) = kept.filter(|(of, _)| *of == version) {
            return Ok(ready);
        }
        let corrupt = |what: String| Stop::Store(StoreError::Corrupt(what));
        let kept = workstreams::find(tx, id)?.ok_or_else(|| corrupt(format!("no workstream {id}")))?;
        let ready = Workstream::new(&kept.draft).map_err(|refused| corrupt(refused.to_string()))?;
        let ready = Arc::new(ready);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, (version, Arc::clone(&ready)));
        Ok(ready)
    }
}

/// The accounts in which there may be something to route or to give out. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Work(Arc<Mutex<BTreeSet<AccountId>>>, Jobs);

impl Work {
    /// The store's news, by which this hears of work before they go on.
    pub(crate) fn hears(&self, announce: Announce) -> Announce {
        let work = self.clone();
        Arc::new(move |account, announcements| {
            if announcements.contains(&Announcement::WorkChanged) {
                work.note(account);
            }
            announce(account, announcements);
        })
    }

    /// There may be something to do in an account.
    pub(crate) fn note(&self, account: AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account);
        self.1.wake();
    }

    /// Waits until there may be something to do.
    pub(crate) async fn told(&self) {
        self.1.told().await;
    }

    /// Where that was, and is not heard of again.
    pub(crate) fn take(&self) -> BTreeSet<AccountId> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Does what was heard of, until the process ends. What was not heard of, since it came from another node, is found by
/// [`all`].
pub(crate) async fn listen(app: App) {
    let mut stopping = app.shutdown.watch();
    loop {
        tokio::select! {
            () = app.work.told() => {}
            () = stopping.begun() => return,
        }
        for account in app.work.take() {
            one(&app, account).await;
        }
    }
}

/// Routes what is to be routed and gives out what waits, in every account. What fails is tried again the next time.
pub async fn all(app: &App) {
    let accounts = match app.store.read(Id::ZERO, accounts::all).await {
        Ok(accounts) => accounts,
        Err(error) => return tracing::warn!(%error, "routing could not look for accounts"),
    };
    for account in accounts {
        one(app, account).await;
    }
}

async fn one(app: &App, account: AccountId) {
    match of_account(app, account).await {
        Ok(()) => {}
        Err(Stop::Refused(refused)) => tracing::error!(?refused, "routing was refused what it does"),
        Err(Stop::Store(error)) => tracing::warn!(%error, "routing goes on later"),
    }
    app.lines.note(account);
}

/// Whether there may be something to do: an account that uses no routing is only read.
fn may_be_work(tx: &mut Tx<'_>) -> Step<bool> {
    Ok(!ticket_waits::to_be_routed(tx, 1)?.is_empty() || !agent_work::present(tx)?.is_empty())
}

async fn of_account(app: &App, account: AccountId) -> Step<()> {
    if !app.read(account, may_be_work).await? {
        return Ok(());
    }
    loop {
        let routes = app.routes.clone();
        match app.write(account, move |tx| route_tickets(tx, &routes)).await? {
            Rest::More => {}
            Rest::Nothing => break,
        }
    }
    loop {
        match app.write(account, give_ticket).await? {
            Rest::More => {}
            Rest::Nothing => return Ok(()),
        }
    }
}
