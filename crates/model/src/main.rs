//! Tries every order of events on the small worlds, for as many events as somebody has the time for: `cargo xtask model`.

use std::{env, process::ExitCode, time::Instant};

use bonafide_model::check::{self, Bounds};

const USAGE: &str =
    "usage: model [WORLD [EVENTS]], where WORLD is one of those that `model` lists as it goes";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let worlds: Vec<Bounds> = match arguments.first() {
        Some(name) => check::ALL.iter().filter(|bounds| bounds.name == name).copied().collect(),
        None => check::ALL.to_vec(),
    };
    let events = arguments.get(1).map(|events| events.parse::<u8>());
    let (false, Ok(events)) = (worlds.is_empty(), events.transpose()) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut all_hold = true;
    for bounds in worlds {
        all_hold &= look_at(bounds, events.unwrap_or(bounds.events));
    }
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Looks at a small world under each of its policies, and tells what was found.
#[expect(clippy::disallowed_methods, reason = "how long it took is told to a person; nothing depends on it")]
fn look_at(bounds: Bounds, events: u8) -> bool {
    println!("{}: {}", bounds.name, bounds.about);
    let mut all_hold = true;
    for policy in bounds.policies {
        let start = Instant::now();
        let report = check::run(bounds, *policy, events);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "  {}: {} worlds by at most {events} events, {} tried, {seconds:.1} s",
            policy.as_str(),
            report.worlds,
            report.tried
        );
        for line in report.words() {
            println!("    {line}");
        }
        all_hold &= report.holds();
    }
    all_hold
}
