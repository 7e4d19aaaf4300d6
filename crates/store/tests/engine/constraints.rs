//! Constraints have the same names on both databases (details 4).

use bonafide_store::{Result, StoreError, Tx, params};

use crate::world::{ACCOUNT, World, keep, make_account, make_counter, on_both};

on_both! {
    fn a_primary_key_refuses_by_name(world) {
        let twice = world.write(|tx| keep(tx, "a").and_then(|()| keep(tx, "a")));
        assert_eq!(twice.wait(), Err(StoreError::Conflict("installation_pkey")));

        let several_columns = world.write(|tx| {
            make_account(tx)?;
            make_counter(tx, "a")?;
            make_counter(tx, "a")
        });
        assert_eq!(several_columns.wait(), Err(StoreError::Conflict("counters_pkey")));
    }

    fn a_unique_index_refuses_by_name(world) {
        let twice = world.write(|tx| {
            make_account(tx)?;
            make_agent(tx, b"agent-number", "jo@example.com")?;
            make_agent(tx, b"agent-second", "jo@example.com")
        });
        assert_eq!(twice.wait(), Err(StoreError::Conflict("agents_email")));
    }

    fn a_partial_unique_index_refuses_by_name(world) {
        let same_name = |deleted_at: Option<i64>| {
            world.write(move |tx| {
                make_account(tx)?;
                make_setting(tx)?;
                make_key(tx, b"first-key-id", deleted_at)?;
                make_key(tx, b"other-key-id", None)?;
                tx.execute("DELETE FROM signing_keys", &[])?;
                tx.execute("DELETE FROM authentication_settings", &[])?;
                tx.execute("DELETE FROM accounts", &[])
            })
        };
        assert_eq!(same_name(Some(1)).wait(), Ok(1), "a deleted key's name is free");
        assert_eq!(same_name(None).wait(), Err(StoreError::Conflict("signing_keys_name")));
    }

    fn what_no_data_can_cause_is_a_mistake_of_ours(world) {
        let foreign_key = world.write(|tx| make_counter(tx, "a"));
        is_bug(foreign_key.wait(), "foreign key");
        let check = world.write(|tx| {
            make_account(tx)?;
            tx.execute("UPDATE accounts SET conversation_metadata = 2", &[])
        });
        is_bug(check.wait(), "check");
        let null = world.write(|tx| {
            make_account(tx)?;
            tx.execute("UPDATE accounts SET name = NULL", &[])
        });
        is_bug(null.wait(), "null");
        is_bug(world.write(|tx| tx.execute("UPDAET accounts", &[])).wait(), "syntax");
        is_bug(world.write(|tx| tx.execute("UPDATE accounts SET colour = 1", &[])).wait(), "column");
        is_bug(world.write(|tx| tx.execute("UPDATE acounts SET name = 1", &[])).wait(), "acounts");
    }
}

fn is_bug<T>(answer: Result<T>, word: &str) {
    match answer {
        Err(StoreError::Bug(words)) => assert!(words.to_lowercase().contains(word), "{words}"),
        Err(other) => panic!("not a mistake of ours: {other}"),
        Ok(_) => panic!("{word}: not refused"),
    }
}

fn make_agent(tx: &mut Tx<'_>, id: &[u8], address: &str) -> Result<()> {
    let sql = "INSERT INTO agents
        (account_id, id, email, email_key, name, role, password_hash, session_epoch, created_at)
        VALUES ($1, $2, $3, $3, 'Jo', 'agent', '', 0, 0)";
    tx.execute(sql, params![&ACCOUNT, id, address]).map(drop)
}

fn make_setting(tx: &mut Tx<'_>) -> Result<()> {
    let sql = "INSERT INTO authentication_settings
        (account_id, id, kind, name, namespace, config, session_epoch, version, created_at)
        VALUES ($1, $1, 'signing_keys', 'Keys', $1, '', 0, 0, 0)";
    tx.execute(sql, params![&ACCOUNT]).map(drop)
}

fn make_key(tx: &mut Tx<'_>, id: &[u8], deleted_at: Option<i64>) -> Result<()> {
    let sql = "INSERT INTO signing_keys
        (account_id, id, setting_id, name, first_six, made_at, deleted_at, session_epoch, logins)
        VALUES ($1, $2, $1, 'Production', 'abcdef', 0, $3, 0, 0)";
    tx.execute(sql, params![&ACCOUNT, id, deleted_at]).map(drop)
}
