//! Values go in and come out the same on both databases.

use bonafide_store::{Result, StoreError, params};

use crate::world::{World, on_both};

on_both! {
    fn values_come_back_as_they_went_in(world) {
        for number in [0, 1, -1, i64::MAX, i64::MIN] {
            let sql = "SELECT CAST($1 AS BIGINT)";
            let back = world.read(move |tx| tx.row(sql, params![number])?.expect("one row").get::<i64>(0));
            assert_eq!(back.wait(), Ok(number));
        }
        for text in ["", "plain", "quo'te \"both\" $1 ?", "Zażółć 🦀 \u{200b}\u{ffff}", "line\nline\ttab\\"] {
            let sql = "SELECT CAST($1 AS TEXT)";
            let back = world.read(move |tx| tx.row(sql, params![text])?.expect("one row").get::<String>(0));
            assert_eq!(back.wait(), Ok(text.into()));
        }
        for bytes in [vec![], vec![0], (0..=255).collect::<Vec<u8>>()] {
            let expected = bytes.clone();
            let back = world.write(move |tx| {
                tx.execute("DELETE FROM installation WHERE name = 'bytes'", &[])?;
                let sql = "INSERT INTO installation (name, value) VALUES ('bytes', $1) RETURNING value";
                tx.row(sql, params![&bytes])?.expect("one row").get::<Vec<u8>>(0)
            });
            assert_eq!(back.wait(), Ok(expected));
        }
    }

    fn nothing_is_a_value_of_every_type(world) {
        let back = world.read(|tx| {
            let sql = "SELECT CAST($1 AS BIGINT), CAST($1 AS TEXT)";
            let row = tx.row(sql, params![None::<&str>])?.expect("one row");
            Ok((row.get::<Option<i64>>(0)?, row.get::<Option<String>>(1)?))
        });
        assert_eq!(back.wait(), Ok((None, None)));
    }

    /// To SQLite `$2` is a name like any other, so their order in the text must not matter.
    fn parameters_count_by_their_number(world) {
        let back = world.read(|tx| {
            let sql = "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)";
            let row = tx.row(sql, params!["one", "two"])?.expect("one row");
            (0..3).map(|column| row.get(column)).collect::<Result<Vec<String>>>()
        });
        assert_eq!(back.wait().unwrap(), ["two", "one", "two"]);
    }

    fn a_wrong_number_of_parameters_is_refused(world) {
        let few = world.read(|tx| tx.rows("SELECT CAST($1 AS TEXT), CAST($2 AS TEXT)", params!["one"]));
        assert!(matches!(few.wait(), Err(StoreError::Bug(_))));
        let many = world.read(|tx| tx.rows("SELECT CAST($1 AS TEXT)", params!["one", "two"]));
        assert!(matches!(many.wait(), Err(StoreError::Bug(_))));
        assert_eq!(world.kept(), [""; 0], "the thread goes on");
    }

    fn a_text_where_a_number_belongs_is_refused(world) {
        let refused = world.write(|tx| tx.execute("UPDATE accounts SET created_at = $1", params!["soon"]));
        let answer = refused.wait();
        // SQLite looks at the type only when there is a row to change.
        assert!(matches!(answer, Err(StoreError::Bug(_)) | Ok(0)), "{answer:?}");
        let kept = world.write(|tx| {
            let sql = "INSERT INTO counters (account_id, name, value) VALUES ($1, 'a', $2)";
            tx.execute(sql, params![b"", "many"])
        });
        assert!(matches!(kept.wait(), Err(StoreError::Bug(_))));
    }

    fn texts_sort_by_code_point(world) {
        let names = ["Zebra", "apple", "äpfel", "_", "10", "9", "Apple"];
        for name in names {
            world.write(move |tx| crate::world::keep(tx, name)).wait().unwrap();
        }
        assert_eq!(world.kept(), ["10", "9", "Apple", "Zebra", "_", "apple", "äpfel"]);
    }
}
