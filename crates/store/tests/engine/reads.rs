//! What a read sees, and that it cannot write.

use bonafide_store::{Result, StoreError, Tx};

use crate::{
    gate::Gate,
    world::{World, keep, on_both},
};

on_both! {
    fn a_read_sees_what_was_answered_before(world) {
        for expected in 1..50_usize {
            world.write(move |tx| keep(tx, &expected.to_string())).wait().unwrap();
            assert_eq!(world.kept().len(), expected);
        }
    }

    fn a_read_sees_one_unchanging_view(world) {
        let gate = Gate::default();
        let inside = gate.clone();
        let counts = world.read(move |tx| {
            let before = rows(tx)?;
            inside.pass();
            Ok((before, rows(tx)?))
        });
        gate.wait_until_reached();
        world.write(|tx| keep(tx, "a")).wait().unwrap();
        gate.open();
        assert_eq!(counts.wait(), Ok((1, 1)));
        assert_eq!(world.kept(), ["a"]);
    }

    fn a_read_cannot_write(world) {
        for _ in 0..3 {
            let refused = world.read(|tx| keep(tx, "a")).wait();
            assert_eq!(refused, Err(StoreError::Bug("a read tried to write".into())));
        }
        assert_eq!(world.kept(), [""; 0]);
    }
}

fn rows(tx: &mut Tx<'_>) -> Result<i64> {
    tx.row("SELECT count(*) FROM installation", &[])?.map_or(Ok(0), |row| row.get(0))
}
