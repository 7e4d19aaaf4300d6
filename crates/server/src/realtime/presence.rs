//! Agents' open sockets are signs of life of them: whoever said that they are there counts as such while there are some
//! (ROU-4). They are kept in the database, since tickets are given out on every node.

use bonafide_domain::id::{AccountId, AgentSessionId};
use bonafide_store::{Result, Tx, agent_work, agents};

use crate::{
    App,
    use_cases::{Stop, own_work},
};

/// Keeps signs of life of all agents who have a socket on this node.
pub(super) async fn all(app: &App) {
    for account in app.hub.accounts() {
        let mut sessions: Vec<_> =
            app.hub.with(account, |sockets| sockets.agents.all().map(|(_, session)| session).collect());
        sessions.sort_unstable();
        sessions.dedup();
        seen(app, account, sessions).await;
    }
}

/// Keeps signs of life of the agents with these sessions. One that is not kept costs a ticket now and then, and comes again.
pub(super) async fn seen(app: &App, account: AccountId, sessions: Vec<AgentSessionId>) {
    let asked = sessions.clone();
    let available = app.store.read(account, move |tx| available(tx, &asked)).await;
    let seen = match available {
        Ok(available) if available.is_empty() => return,
        Ok(available) => app.write(account, move |tx| own_work::seen(tx, &available)).await,
        Err(error) => Err(Stop::Store(error)),
    };
    if let Err(stop) = seen {
        tracing::warn!(?stop, "signs of life of agents were not kept");
    }
}

/// Those of the sessions whose agents said that they are there: nothing is written for the others.
fn available(tx: &mut Tx<'_>, sessions: &[AgentSessionId]) -> Result<Vec<AgentSessionId>> {
    let mut found = Vec::new();
    for id in sessions {
        if let Some(session) = agents::find_session(tx, *id)?
            && agent_work::find(tx, session.agent.id)?.available
        {
            found.push(*id);
        }
    }
    Ok(found)
}
