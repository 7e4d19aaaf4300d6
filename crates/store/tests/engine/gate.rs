//! Holding a thread of the store until the test says so.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use crate::world::held;

/// A closed gate that closures wait at. It opens once, for everyone.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    open: bool,
    reached: bool,
}

impl Gate {
    /// For the closure: says that it is here, and waits until the gate is open.
    pub fn pass(&self) {
        self.step(|state| state.reached = true);
        self.wait_for(|state| state.open);
    }

    /// For the closure: waits at the gate, but no longer than `length`.
    pub fn pass_after(&self, length: Duration) {
        drop(self.0.1.wait_timeout_while(held(&self.0.0), length, |state| !state.open));
    }

    /// For the test: waits until a closure is at the gate.
    pub fn wait_until_reached(&self) {
        self.wait_for(|state| state.reached);
    }

    /// For the test: lets everyone through.
    pub fn open(&self) {
        self.step(|state| state.open = true);
    }

    fn step(&self, change: impl FnOnce(&mut State)) {
        change(&mut held(&self.0.0));
        self.0.1.notify_all();
    }

    fn wait_for(&self, reached: impl Fn(&State) -> bool) {
        drop(self.0.1.wait_while(held(&self.0.0), |state| !reached(state)));
    }
}
