//! The contract of `merges`.

use bonafide_domain::{
    id::{Id, MergeId},
    identity::{Bars, Edge},
    time::Millis,
};
use bonafide_store::{
    Result, Tx,
    merges::{self, How, Merge, NewMerge},
    params, users,
};

use crate::{
    furnish::{AGENT, HANNA, MARA, anonymous, conversation, id},
    world::{BEGIN, HOME, World, on_both},
};

fn merge(byte: u8) -> NewMerge {
    NewMerge {
        id: id(byte),
        from: id(20),
        into: MARA,
        conversations: None,
        seam: None,
        apart: "[]".to_owned(),
        tickets_before: "[]".to_owned(),
        emails_before: "[]".to_owned(),
        how: How::Login(id(5)),
    }
}

fn kept(tx: &mut Tx<'_>) -> Result<Vec<Option<Vec<u8>>>> {
    let sql = "SELECT from_user_id, into_user_id, from_conversation_id, into_conversation_id, session_id
        FROM merges WHERE account_id = $1";
    let row = tx.row(sql, params![&HOME])?.unwrap();
    (0..5).map(|column| row.get(column)).collect()
}

fn begin(world: &World) {
    world.write(|tx| {
        anonymous(tx, 20)?;
        conversation(tx, 20, id(20))?;
        conversation(tx, 21, MARA)
    });
}

on_both! {
    fn mrg_1_a_merge_without_conversations(world) {
        begin(world);
        world.write(|tx| merges::insert(tx, &merge(1)));
        let some = |byte| Some(vec![byte; 12]);
        assert_eq!(world.write(kept), [some(20), some(1), None, None, some(5)]);
    }

    fn mrg_11_a_merge_says_whether_the_person_said_so(world) {
        begin(world);
        for (byte, how) in [(1, How::Login(id(5))), (2, How::Answer(id(5)))] {
            let kept = how.clone();
            world.write(move |tx| {
                anonymous(tx, 30 + byte)?;
                merges::insert(tx, &NewMerge { from: id(30 + byte), how: kept.clone(), ..merge(byte) })
            });
            assert_eq!(world.write(move |tx| merges::find(tx, id(byte))).unwrap().done.how, how);
        }
    }

    fn mrg_12_a_merge_keeps_what_an_undoing_needs(world) {
        begin(world);
        world.write(|tx| {
            let merge = NewMerge {
                conversations: Some((id(20), id(21))),
                apart: r#"[{"conversation":"Zoë"}]"#.to_owned(),
                tickets_before: r#"[{"name":"Zoë 👩"}]"#.to_owned(),
                ..merge(1)
            };
            merges::insert(tx, &merge)
        });
        let some = |byte| Some(vec![byte; 12]);
        assert_eq!(world.write(kept), [some(20), some(1), some(20), some(21), some(5)]);
        let row = world.write(|tx| {
            let sql = "SELECT kind, tickets_before, merged_at, undone_at FROM merges WHERE account_id = $1";
            let row = tx.row(sql, params![&HOME])?.unwrap();
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get(2)?, row.get::<Option<i64>>(3)?))
        });
        assert_eq!(row, ("login".to_owned(), r#"[{"name":"Zoë 👩"}]"#.to_owned(), BEGIN, None));
    }

    fn mrg_5_a_login_joined_something_only_if_there_were_conversations(world) {
        begin(world);
        let joined = |session: u8| world.write(move |tx| merges::joined_by(tx, MARA, id(session)));
        world.write(|tx| merges::insert(tx, &merge(1)));
        assert!(!joined(5), "only the users were merged");
        world.write(|tx| {
            anonymous(tx, 22)?;
            let conversations = Some((id(20), id(21)));
            merges::insert(tx, &NewMerge { from: id(22), how: How::Login(id(6)), conversations, ..merge(2) })
        });
        assert!(joined(6));
        world.write(|tx| {
            anonymous(tx, 23)?;
            let apart = r#"["what stayed apart"]"#.to_owned();
            merges::insert(tx, &NewMerge { from: id(23), how: How::Login(id(8)), apart, ..merge(3) })
        });
        assert!(joined(8), "mrg_9: those that stay apart are the user's too");
        assert!(!joined(7), "another login");
        assert!(!world.write(|tx| merges::joined_by(tx, HANNA, id(6))), "another user");
        assert!(!world.elsewhere(|tx| merges::joined_by(tx, MARA, id(6))), "another account");
    }

    fn a_user_is_merged_once_until_it_is_undone(world) {
        begin(world);
        world.write(|tx| merges::insert(tx, &merge(1)));
        let into_another =
            |tx: &mut Tx<'_>| merges::insert(tx, &NewMerge { into: HANNA, ..merge(2) });
        assert_eq!(world.refused(into_another), "merges_from");
        world.write(|tx| tx.execute("UPDATE merges SET undone_at = 1 WHERE account_id = $1", params![&HOME]));
        world.write(into_another);
        let same_id = |tx: &mut Tx<'_>| {
            anonymous(tx, 21)?;
            merges::insert(tx, &NewMerge { from: id(21), ..merge(1) })
        };
        assert_eq!(world.refused(same_id), "merges_pkey");
    }

    fn a_merge_is_of_users_and_conversations_of_the_account(world) {
        begin(world);
        let strange = |change: fn(&mut NewMerge)| {
            world.impossible(move |tx| {
                let mut merge = merge(1);
                change(&mut merge);
                merges::insert(tx, &merge)
            })
        };
        assert!(strange(|merge| merge.from = Id::ZERO));
        assert!(strange(|merge| merge.into = Id::ZERO));
        assert!(strange(|merge| merge.conversations = Some((id(20), Id::ZERO))));
        let none: Option<MergeId> = world.write(|tx| {
            let row = tx.row("SELECT id FROM merges WHERE account_id = $1", params![&HOME])?;
            row.map(|row| row.get(0)).transpose()
        });
        assert_eq!(none, None);
    }

    fn res_11_the_merges_of_an_erased_user_are_forgotten_and_no_others(world) {
        begin(world);
        world.write(|tx| {
            anonymous(tx, 21)?;
            anonymous(tx, 22)?;
            merges::insert(tx, &merge(1))?;
            merges::insert(tx, &NewMerge { from: id(21), into: id(20), ..merge(2) })?;
            merges::insert(tx, &NewMerge { from: id(22), into: HANNA, ..merge(3) })?;
            users::retire(tx, id(20), MARA)?;
            users::retire(tx, id(21), MARA)
        });
        assert_eq!(world.write(|tx| merges::count_of(tx, MARA)), 2);
        assert_eq!(world.write(|tx| merges::forget(tx, MARA)), 2);
        assert_eq!(world.write(|tx| merges::count_of(tx, MARA)), 0);
        assert_eq!(world.write(|tx| merges::count_of(tx, HANNA)), 1);
    }

    fn mrg_8_a_merge_is_read_as_it_was_kept(world) {
        begin(world);
        let bars = Bars { banned_at: Some(Millis::new(3)), tokens_from: Some(Millis::new(i64::MAX)) };
        let how = How::Hand { agent: AGENT, reason: "It is her 👩".to_owned(), bars };
        let by_hand = NewMerge {
            conversations: Some((id(20), id(21))),
            seam: Some(id(9)),
            emails_before: r#"[{"address":"a@b.example"}]"#.to_owned(),
            how,
            ..merge(2)
        };
        let by_login = NewMerge { from: id(22), ..merge(1) };
        let kept = [by_login, by_hand];
        let inserted = kept.clone();
        world.write(move |tx| {
            anonymous(tx, 22)?;
            inserted.iter().try_for_each(|merge| merges::insert(tx, merge))
        });
        for done in kept {
            let id = done.id;
            let found = world.write(move |tx| merges::find(tx, id)).unwrap();
            let edge = Edge { id, users: (done.from, done.into), conversations: done.conversations };
            assert_eq!(found.edge(), edge);
            assert_eq!(found, Merge { done, merged_at: BEGIN, undone_at: None });
            assert_eq!(world.elsewhere(move |tx| merges::find(tx, id)), None);
        }
    }

    fn mrg_12_the_merges_of_a_user_are_those_that_were_not_undone_newest_first(world) {
        begin(world);
        world.write(|tx| {
            anonymous(tx, 22)?;
            anonymous(tx, 23)?;
            merges::insert(tx, &merge(1))?;
            merges::insert(tx, &NewMerge { from: id(22), into: id(20), ..merge(2) })?;
            merges::insert(tx, &NewMerge { from: id(23), into: HANNA, ..merge(3) })?;
            for (from, into) in [(id(20), MARA), (id(22), MARA), (id(23), HANNA)] {
                users::retire(tx, from, into)?;
            }
            Ok(())
        });
        let of_mara = |world: &World| -> Vec<MergeId> {
            world.write(|tx| merges::of_user(tx, MARA)).into_iter().map(|merge| merge.done.id).collect()
        };
        assert_eq!(of_mara(world), [id(2), id(1)], "also those that lead there by another");
        assert!(!world.elsewhere(|tx| merges::undo(tx, id(2), AGENT)));
        assert!(world.write(|tx| merges::undo(tx, id(2), AGENT)));
        assert!(!world.write(|tx| merges::undo(tx, id(2), AGENT)), "once");
        assert_eq!(of_mara(world), [id(1)]);
        assert_eq!(world.write(|tx| merges::find(tx, id(2))).unwrap().undone_at, Some(BEGIN));
        assert_eq!(world.elsewhere(|tx| merges::of_user(tx, MARA)), []);
    }
}
