//! What is measured, a module each.

mod at_rest;
mod beside;
mod fan_out;
mod growth;
mod limits;
mod logins;
mod messages;
mod round;
mod routing;
mod sockets;

use std::pin::Pin;

use bonafide_testkit::server::Engine;
use tokio::task::LocalSet;

use crate::{
    figures::Measured,
    page::{self, Page},
};

/// Both databases, as the page's columns name them.
pub(crate) const ENGINES: [(Engine, &str); 2] =
    [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL")];

/// A measure: its name on the command line, and how it is begun.
struct Measure {
    name: &'static str,
    begin: fn() -> Pin<Box<dyn Future<Output = Measured>>>,
}

/// The measures of the page, in its order.
const OF_THE_PAGE: [Measure; 7] = [
    Measure { name: "logins", begin: || Box::pin(logins::measure()) },
    Measure { name: "messages", begin: || Box::pin(messages::measure()) },
    Measure { name: "fan_out", begin: || Box::pin(fan_out::measure()) },
    Measure { name: "sockets", begin: || Box::pin(sockets::measure()) },
    Measure { name: "at_rest", begin: || Box::pin(at_rest::measure()) },
    Measure { name: "growth", begin: || Box::pin(growth::measure()) },
    Measure { name: "routing", begin: || Box::pin(async { routing::measure() }) },
];

/// What is measured only if it is asked for: the limits by themselves, which the page has beside the figures.
const BESIDES: Measure = Measure { name: "limits", begin: || Box::pin(limits::measure()) };

/// Measures what is named in `wanted` and prints it, or measures everything and writes the page.
pub(crate) async fn run(wanted: &[String]) -> Result<(), String> {
    let known = || OF_THE_PAGE.iter().chain([&BESIDES]);
    if let Some(unknown) = wanted.iter().find(|wanted| known().all(|measure| measure.name != **wanted)) {
        let names: Vec<_> = known().map(|measure| measure.name).collect();
        return Err(format!("`{unknown}` is not measured; these are: {}", names.join(", ")));
    }
    if wanted.is_empty() {
        // Whether the figures can be written is known before they are measured.
        let page = Page::begin()?;
        return page.write(&measure(OF_THE_PAGE.iter()).await);
    }
    let named = known().filter(|measure| wanted.iter().any(|wanted| wanted == measure.name));
    measure(named).await;
    Ok(())
}

/// One after the other, on one thread; each is printed as soon as it is there.
async fn measure(measures: impl Iterator<Item = &Measure>) -> Vec<Measured> {
    let (local, mut all) = (LocalSet::new(), Vec::new());
    for measure in measures {
        let measured = local.run_until((measure.begin)()).await;
        println!("{}", page::figures(std::slice::from_ref(&measured)));
        all.push(measured);
    }
    all
}
