//! Histories that a number decides, at once on the real server and in `bonafide-model`, which decides by the same rules and
//! keeps everything in plain lists. After every event everything that devices, agents and administrators see must be
//! the same, and in the model every sentence must hold that the model checker knows.

mod names;
mod real;
mod seen;
mod shorter;
mod words;

use std::env;

use bonafide_model::{self as model, Event, check, histories};

use bonafide_store::params;

use self::{names::Names, real::Real};
use crate::{invariants, world::World};

/// How many events a history has.
const EVENTS: usize = 50;
/// The number that decides the histories of CI.
const SEED: u64 = 1;

/// How many events happen, and the number that decides them: what `cargo xtask histories` asks for, or these few.
fn asked(few: usize) -> (usize, u64) {
    let asked = env::var("HISTORIES").unwrap_or_default();
    let mut numbers = asked.split_whitespace();
    let steps = numbers.next().map(|steps| steps.parse().unwrap());
    let seed = numbers.next().map(|seed| seed.parse().unwrap());
    (steps.unwrap_or(few), seed.unwrap_or(SEED))
}

/// Where the two differ, or a sentence that does not hold: after how many events, and how.
#[derive(Debug)]
struct Difference {
    after: usize,
    how: String,
}

/// Lets the same events happen in both. Every history has external ids and addresses of its own, so one account holds
/// several.
fn compare(world: &World, events: &[Event]) -> Result<(), Difference> {
    let mut real = Real::new(world);
    let mut names = Names::default();
    let mut model = begin(world);
    for (number, event) in events.iter().enumerate() {
        let differs = |how| Difference { after: number + 1, how };
        let (after, expected) = model.after(event);
        model = after;
        let answered = real.happen(event, &names);
        names.learn(&expected, &answered).map_err(differs)?;
        for (browser, client) in real.browsers.iter_mut().zip(&model.clients) {
            let opened = browser.opened.take().zip(client.session);
            if let Some((opened, session)) = opened {
                let expected = model.kept.sessions[session].session;
                let real = (opened.session, opened.user, opened.device);
                names.learn_session((session, expected.user, expected.device), real).map_err(differs)?;
            }
        }
        let answered = names.outcome(answered);
        if answered != expected {
            return Err(differs(format!("answered {answered:?}\nexpected {expected:?}")));
        }
        let (expected, seen) = (model.seen(), real.seen(&mut names, &model));
        if seen != expected {
            return Err(differs(seen::difference(&seen, &expected)));
        }
        let broken = check::broken(&model);
        if !broken.is_empty() {
            return Err(differs(format!("it does not hold that {}", broken.join(", nor that "))));
        }
    }
    Ok(())
}

fn begin(world: &World) -> model::World {
    let mut begin =
        model::World::new(bonafide_domain::identity::EmailPolicy::VerifiedOnly, histories::BROWSERS);
    begin.now = world.nodes[0].now();
    begin
}

/// How many histories a company sees: one that has seen many more would only be slower.
const HISTORIES: usize = 20;

fn run(found: fn() -> World, few: usize) {
    let (steps, first) = asked(few);
    let seeds: Vec<u64> =
        (0..steps.div_ceil(EVENTS)).map(|number| first.wrapping_add(number as u64)).collect();
    for seeds in seeds.chunks(HISTORIES) {
        let world = found();
        // However long a history lasts, the company's people stay signed in.
        world.store(|tx| {
            let account = tx.account();
            let sql = "UPDATE agent_sessions SET expires_at = $2 WHERE account_id = $1";
            tx.execute(sql, params![&account, i64::MAX])
        });
        for seed in seeds {
            let events = histories::history(*seed, EVENTS, &begin(&world));
            if let Err(difference) = compare(&world, &events) {
                shorter::tell(&world, *seed, &events, &difference);
            }
        }
        invariants::hold(&world);
    }
    println!("{} histories of {EVENTS} events, from number {first} on, showed the same", seeds.len());
}

#[test]
fn the_real_server_and_the_model_show_the_same_on_sqlite() {
    run(World::on_sqlite, 1_500);
}

#[test]
fn the_real_server_and_the_model_show_the_same_on_postgresql() {
    run(World::on_postgres, 300);
}
