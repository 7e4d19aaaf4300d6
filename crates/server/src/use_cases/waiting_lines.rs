//! Who waits in the queues that tell people of it, in their order (ROU-4, ROU-8).

use bonafide_domain::{id::QueueId, limits};
use bonafide_store::{
    Tx,
    queues::{self, InLine},
};

use super::{Step, facts};

/// A queue whose people are told where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingLine {
    /// The queue.
    pub queue: QueueId,
    /// Whether it is within its opening hours.
    pub is_open: bool,
    /// The first of those that wait in it.
    pub line: Vec<InLine>,
}

/// The lines of all queues that tell people of them.
pub fn read(tx: &mut Tx<'_>) -> Step<Vec<WaitingLine>> {
    let now = tx.now();
    let mut lines = Vec::new();
    for queue in queues::all(tx)?.into_iter().filter(|queue| queue.tells_waiting) {
        let is_open = facts::is_open(&queue, now)?;
        let line = queues::line(tx, queue.id, limits::TOLD_WAITING)?;
        lines.push(WaitingLine { queue: queue.id, is_open, line });
    }
    Ok(lines)
}
