//! Sixteen at once, on four nodes that share a database, and on the embedded one.
//!
//! A race is run a few times over, and after each what must always hold is looked for. Nobody in a race is told that
//! the database is busy: all that use cases do is ordered so that whoever comes second waits and then sees what the
//! first did.

mod addresses;
mod bans;
mod channels;
mod claims;
mod company;
mod erasing;
mod giving;
mod joins;
mod keys;
mod logins;
mod merges;
mod policies;
mod posts;
mod queues;
mod tickets;

use std::sync::{
    Barrier,
    atomic::{AtomicBool, Ordering},
};

use bonafide_server::use_cases::{Refused, Step, Stop};

/// How many race.
const RACERS: usize = 16;
/// How often each race is run.
const ROUNDS: usize = 4;

/// Lets the racers go at once; gives what came of each, in their order.
fn race<T: Send>(racer: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(RACERS);
    let (start, racer) = (&start, &racer);
    std::thread::scope(|scope| {
        let run = |number| {
            scope.spawn(move || {
                start.wait();
                racer(number)
            })
        };
        let racers: Vec<_> = (0..RACERS).map(run).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

/// What a use case gave or why it was refused; that the store failed is no outcome of a race.
fn settled<T>(step: Step<T>) -> Result<T, Refused> {
    match step {
        Ok(value) => Ok(value),
        Err(Stop::Refused(refused)) => Err(refused),
        Err(Stop::Store(error)) => panic!("a racer was told: {error}"),
    }
}

/// Whether an answer has been given: what begins after that must see what was done.
#[derive(Default)]
struct Answered(AtomicBool);

impl Answered {
    fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Makes of each function two tests: one on the embedded database, one on four nodes with PostgreSQL.
macro_rules! everywhere {
    ($($(#[doc = $doc:literal])* fn $name:ident($world:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            fn check($world: &World) $body
            fn run(world: World) {
                for _ in 0..crate::races::ROUNDS {
                    check(&world);
                    crate::invariants::hold(&world);
                }
            }
            #[test]
            fn on_sqlite() {
                run(World::on_sqlite());
            }
            #[test]
            fn on_many_nodes() {
                run(World::on_many_nodes());
            }
        }
    )*};
}
use everywhere;
