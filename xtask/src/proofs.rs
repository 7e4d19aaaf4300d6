//! `cargo xtask model` and `cargo xtask histories`: the proofs of docs/reference/proofs.md, for as long as somebody likes.

use std::path::Path;

use crate::{
    Outcome,
    step::{cargo, run, step},
    tools, web,
};

/// Tries every order of events on the small worlds, or on one of them, with as many events as are asked for.
pub(crate) fn model(arguments: &[&str]) -> Outcome {
    run(cargo(["run", "--quiet", "--package", "bonafide-model", "--bin", "model", "--"]).args(arguments))
}

/// Lets histories happen to the real server and to the model: so many events, from one number on, on one engine.
pub(crate) fn histories(arguments: &[&str]) -> Outcome {
    let (asked, engine) = match arguments {
        [steps] => (format!("{} 1", number(steps)?), "sqlite"),
        [steps, seed] => (format!("{} {}", number(steps)?, number(seed)?), "sqlite"),
        [steps, seed, engine @ ("sqlite" | "postgresql")] => {
            (format!("{} {}", number(steps)?, number(seed)?), *engine)
        }
        _ => return Err("`cargo xtask histories EVENTS [SEED [sqlite|postgresql]]`".to_owned()),
    };
    tools::get()?;
    web::build()?;
    let test = format!("histories::the_real_server_and_the_model_show_the_same_on_{engine}");
    step("histories", || {
        let optimised =
            ["test", "--quiet", "--profile", "proofs", "--package", "bonafide", "--test", "rules"];
        let mut command = cargo(optimised);
        command.args(["--", "--exact", "--nocapture"]).arg(&test).env("HISTORIES", &asked);
        if Path::new(MEMORY).is_dir() {
            command.env("TMPDIR", MEMORY);
        }
        run(&mut command)
    })
}

/// Where the databases of the histories are, on systems that have it: nobody waits for a disk to keep what is thrown away.
const MEMORY: &str = "/dev/shm";

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_take_numbers_and_an_engine_that_there_is() {
        for wrong in [&[][..], &["many"], &["10", "x"], &["10", "1", "mysql"], &["10", "1", "sqlite", "more"]]
        {
            assert!(histories(wrong).is_err(), "{wrong:?}");
        }
    }
}
