//! How many sockets of one address may be waiting to prove who they are.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::limits::Block;

/// How many at once. They hold a connection for five seconds and have cost nothing but that, so many people behind
/// one address get through.
const AT_ONCE: u32 = 100;

/// Counts the sockets that have not proved anything yet, per address (IPv6 by /64, as all limits).
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Mutex<HashMap<Block, u32>>>);

/// A socket that is being waited for; it counts until this is dropped.
pub(super) struct Waiting {
    gate: Gate,
    block: Block,
}

impl Gate {
    /// Lets one more wait, or none if there are too many.
    pub(super) fn let_in(&self, address: IpAddr) -> Option<Waiting> {
        let block = Block::of(address);
        let mut waiting = self.waiting();
        let count = waiting.entry(block).or_default();
        if *count >= AT_ONCE {
            return None;
        }
        *count += 1;
        Some(Waiting { gate: self.clone(), block })
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Block, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waiting = self.gate.waiting();
        if let Some(count) = waiting.get_mut(&self.block) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&self.block);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_waiting_at_once_and_another_is_not_held_up() {
        let gate = Gate::default();
        let [crowded, other] = ["203.0.113.1", "203.0.113.2"].map(|text| text.parse().unwrap());
        let mut waiting: Vec<_> = (0..AT_ONCE).map(|_| gate.let_in(crowded).unwrap()).collect();
        assert!(gate.let_in(crowded).is_none());
        assert!(gate.let_in(other).is_some());
        waiting.pop();
        assert!(gate.let_in(crowded).is_some());
    }

    #[test]
    fn nothing_is_kept_of_those_who_have_left() {
        let gate = Gate::default();
        drop(gate.let_in("2001:db8::1".parse().unwrap()));
        assert!(gate.waiting().is_empty());
    }
}
