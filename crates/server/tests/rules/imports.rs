//! Imports of records (OMN-16), as use cases carry them out.

use bonafide_domain::{
    audit::Action,
    limits,
    record::{Record, Written},
};
use bonafide_server::use_cases::import_records::Line;
use bonafide_store::{
    audit_log::{self, Filter},
    records,
};
use serde_json::Value;

use crate::world::{World, on_both, run};

/// As many contacts as one call brings, whose ids begin so.
fn lines(prefix: &str) -> Vec<Line> {
    let line = |number: usize| {
        let id = format!("{prefix}-{number}");
        let written = Written { kind: "contact", id: &id, status: "active", ..Written::default() };
        Line { number: u64::try_from(number).unwrap(), record: Ok(Record::new(&written).unwrap()) }
    };
    (1..=limits::IMPORTED_RECORDS).map(line).collect()
}

impl World {
    /// How many records the audit log says were made by each of an import's transactions.
    async fn told(&self) -> Vec<u64> {
        let filter = Filter { action: Some(Action::RecordImport), ..Filter::default() };
        let read =
            self.nodes[0].read(self.account, move |tx| Ok(audit_log::page(tx, &filter, None, 10_000)?));
        let told = read.await.unwrap();
        let made = |detail: &str| serde_json::from_str::<Value>(detail).unwrap()["made"].as_u64().unwrap();
        told.iter().map(|line| made(&line.detail)).collect()
    }

    fn kept(&self) -> u64 {
        self.store(|tx| Ok(records::page(tx, None, 100_000)?.len() as u64))
    }
}

on_both! {
    fn see_8_each_transaction_of_an_import_is_told_of_in_the_audit_log(world) {
        let imported = run(world.nodes[0].import_records(world.administrator.clone(), None, lines("c"))).unwrap();
        assert_eq!(imported.len(), limits::IMPORTED_RECORDS);
        let pieces = limits::IMPORTED_RECORDS / limits::IMPORT_PIECE;
        assert_eq!(run(world.told()), vec![limits::IMPORT_PIECE as u64; pieces]);
    }

    fn see_8_of_an_import_that_is_broken_off_nothing_is_kept_that_no_line_tells_of(world) {
        // Whoever asked for it hangs up as soon as a first line is there; again, should all have been kept by then.
        for attempt in 0.. {
            let before = run(world.told()).len();
            run(async {
                let asked = world.nodes[0].import_records(world.administrator.clone(), None, lines(&format!("c{attempt}")));
                let first_line = async {
                    while world.told().await.len() == before {
                        tokio::task::yield_now().await;
                    }
                };
                tokio::select! {
                    _ = asked => {}
                    () = first_line => {}
                }
            });
            // What was begun by then comes before this or not at all.
            let (kept, told) = (world.kept(), run(world.told()));
            if kept % (limits::IMPORTED_RECORDS as u64) == 0 {
                continue;
            }
            assert_eq!(kept, told.iter().sum::<u64>());
            break;
        }
    }
}
