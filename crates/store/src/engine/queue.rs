//! What waits for a thread of the engine.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::error::{Result, StoreError};

/// A bounded queue between those who ask and the threads that answer.
pub(super) struct Queue<J> {
    state: Mutex<State<J>>,
    filled: Condvar,
    closed: Condvar,
    most: usize,
}

struct State<J> {
    waiting: VecDeque<J>,
    open: bool,
    /// How many threads wait for something to do. Where none does, nobody needs to be woken, which takes a system call.
    idle: usize,
}

impl<J> Queue<J> {
    /// A queue in which at most `most` wait.
    pub(super) fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), open: true, idle: 0 }),
            filled: Condvar::new(),
            closed: Condvar::new(),
            most,
        }
    }

    /// Puts one at the end, or gives it back with the reason why not.
    pub(super) fn push(&self, job: J) -> Result<(), (J, StoreError)> {
        let mut state = self.state();
        if !state.open {
            return Err((job, StoreError::Unavailable("the store is closed".into())));
        }
        if state.waiting.len() >= self.most {
            return Err((job, StoreError::Busy));
        }
        state.waiting.push_back(job);
        let somebody_waits = state.idle > 0;
        drop(state);
        if somebody_waits {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Waits for the next one. `None` once the queue is closed and empty.
    pub(super) fn next(&self) -> Option<J> {
        let mut state = self.state();
        while state.open && state.waiting.is_empty() {
            state.idle += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        state.waiting.pop_front()
    }

    /// Adds to `taken` what waits now, until it holds `most`.
    pub(super) fn top_up(&self, taken: &mut VecDeque<J>, most: usize) {
        let mut state = self.state();
        let count = most.saturating_sub(taken.len()).min(state.waiting.len());
        taken.extend(state.waiting.drain(..count));
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.state().waiting.len()
    }

    /// Lets time pass, less of it when the queue closes meanwhile.
    pub(super) fn pause(&self, length: Duration) {
        let waited = self.closed.wait_timeout_while(self.state(), length, |state| state.open);
        drop(waited);
    }

    /// Takes no more. What waits is still handed out.
    pub(super) fn close(&self) {
        self.state().open = false;
        self.filled.notify_all();
        self.closed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
