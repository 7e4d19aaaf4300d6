//! What people are told who wait in queues that tell it: their place, about how long, or that it is closed (ROU-4, ROU-8).
//!
//! Nothing is told at each change, of which a line of a thousand has many. A node looks at the lines of an account now and
//! then: soon after tickets were routed or given out on it, otherwise as often as it checks its sockets. What has become
//! another by then is told once, to the sockets of whom it concerns. No message and no ticket costs anything for it.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, ConversationId, QueueId, UserId},
    routing::{Pace, Wait},
    time::Millis,
};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::hub::Sockets;
use crate::{
    App,
    use_cases::waiting_lines::{self, WaitingLine},
};

/// For how long at least nobody is told anything else of a line.
const REST: Duration = Duration::from_secs(2);

/// What those of an account were told who wait, and how quickly its queues move.
#[derive(Debug, Default)]
pub(super) struct Waits {
    told: HashMap<ConversationId, (UserId, Wait)>,
    paces: HashMap<QueueId, Pace>,
}

/// What is to be told of a conversation to its user; `None` if nothing is waited for in it any more.
type News = (UserId, ConversationId, Option<Wait>);

impl Waits {
    /// What was told of a conversation.
    pub(super) fn of(&self, conversation: ConversationId) -> Option<Wait> {
        self.told.get(&conversation).map(|(_, wait)| *wait)
    }

    /// The lines as they are now; gives what is another than was told.
    fn saw(&mut self, lines: Vec<WaitingLine>, now: Millis) -> Vec<News> {
        let mut paces = mem::take(&mut self.paces);
        let mut waits = HashMap::new();
        for WaitingLine { queue, is_open, line } in lines {
            // At night nobody leaves, and what was seen before says little of the morning.
            let mut pace = paces.remove(&queue).filter(|_| is_open).unwrap_or_default();
            if is_open {
                pace.saw(line.iter().map(|it| it.place).collect(), now);
            }
            for (position, it) in (1..).zip(&line) {
                let wait = if is_open { pace.wait(position, now) } else { Wait::Closed };
                waits.insert(it.conversation, (it.user, wait));
            }
            self.paces.insert(queue, pace);
        }
        let before = mem::replace(&mut self.told, waits);
        let over = before.iter().filter(|(conversation, _)| !self.told.contains_key(conversation));
        let over = over.map(|(conversation, (user, _))| (*user, *conversation, None));
        let others = self.told.iter().filter(|(conversation, told)| before.get(conversation) != Some(told));
        over.chain(others.map(|(conversation, (user, wait))| (*user, *conversation, Some(*wait)))).collect()
    }
}

/// Looks at the lines again and again, until the process ends.
pub(super) async fn again_and_again(app: App) {
    let mut stopping = app.shutdown.watch();
    let mut ticks = interval(app.config.sessions.recheck);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let accounts = tokio::select! {
            _ = ticks.tick() => None,
            () = app.lines.told() => Some(app.lines.take()),
            () = stopping.begun() => return,
        };
        all(&app, accounts.as_ref()).await;
        tokio::select! {
            () = sleep(REST) => {}
            () = stopping.begun() => return,
        }
    }
}

/// Looks at the lines of these accounts once, or of all, where somebody is there to be told, and tells what is another. Where
/// they cannot be read, it is told the next time.
pub async fn all(app: &App, accounts: Option<&BTreeSet<AccountId>>) {
    let there = app.hub.accounts().into_iter();
    for account in there.filter(|account| accounts.is_none_or(|accounts| accounts.contains(account))) {
        match app.read(account, waiting_lines::read).await {
            Ok(lines) => app.hub.with(account, |sockets| tell(sockets, lines, app.now())),
            Err(stop) => tracing::warn!(?stop, "those who wait could not be told"),
        }
    }
}

fn tell(Sockets { devices, waits, .. }: &mut Sockets, lines: Vec<WaitingLine>, now: Millis) {
    for (user, conversation, wait) in waits.saw(lines, now) {
        devices.wait(user, conversation, wait);
    }
}

#[cfg(test)]
mod tests {
    use bonafide_domain::{id::TicketId, routing::Place};
    use bonafide_store::queues::InLine;

    use super::*;

    const NOW: Millis = Millis::new(1_000);

    fn line(numbers: &[u8], is_open: bool) -> Vec<WaitingLine> {
        let one = |number: &u8| InLine {
            place: Place::new(0, NOW, TicketId::from_bytes([*number; 12])),
            conversation: ConversationId::from_bytes([*number; 12]),
            user: UserId::from_bytes([*number; 12]),
        };
        vec![WaitingLine { queue: QueueId::ZERO, is_open, line: numbers.iter().map(one).collect() }]
    }

    fn news(waits: &mut Waits, lines: Vec<WaitingLine>) -> Vec<(u8, Option<Wait>)> {
        let mut news: Vec<_> = waits
            .saw(lines, NOW)
            .into_iter()
            .map(|(user, conversation, wait)| {
                assert_eq!(user.as_bytes(), conversation.as_bytes());
                (user.as_bytes()[0], wait)
            })
            .collect();
        news.sort_by_key(|(number, _)| *number);
        news
    }

    const fn at(position: u32) -> Wait {
        Wait::Open { position, minutes: None }
    }

    #[test]
    fn rou_4_only_what_is_another_is_told() {
        let mut waits = Waits::default();
        assert_eq!(news(&mut waits, line(&[1, 2], true)), [(1, Some(at(1))), (2, Some(at(2)))]);
        assert_eq!(news(&mut waits, line(&[1, 2], true)), []);
        assert_eq!(news(&mut waits, line(&[2, 3], true)), [(1, None), (2, Some(at(1))), (3, Some(at(2)))]);
        assert_eq!(waits.of(ConversationId::from_bytes([3; 12])), Some(at(2)));
        assert_eq!(news(&mut waits, Vec::new()), [(2, None), (3, None)]);
        assert_eq!(waits.of(ConversationId::from_bytes([3; 12])), None);
    }

    #[test]
    fn rou_8_outside_opening_hours_everybody_is_told_so_and_no_place() {
        let mut waits = Waits::default();
        news(&mut waits, line(&[1, 2], true));
        let closed = Some(Wait::Closed);
        assert_eq!(news(&mut waits, line(&[2], false)), [(1, None), (2, closed)]);
        assert_eq!(news(&mut waits, line(&[2], true)), [(2, Some(at(1)))]);
    }
}
