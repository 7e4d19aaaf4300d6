//! The database itself refuses a mark that is someone else's, or that rests on nothing (SEE-1, SEE-9).

use bonafide_domain::id::{AgentId, EvidenceId, UserId};
use bonafide_store::{Result, Tx, messages::Visibility, params};

use crate::{
    furnish::{AGENT, DEVICE, HANNA, MARA, TABLET, conversation, id, open, say, sign_in, speaker},
    world::on_both,
};

/// Mara, signed in under the evidence 20; Hanna, signed in under the evidence 21; a conversation.
fn begin(tx: &mut Tx<'_>) -> Result<()> {
    conversation(tx, 20, MARA)?;
    sign_in(tx, 20, MARA, DEVICE)?;
    sign_in(tx, 21, HANNA, TABLET)?;
    Ok(())
}

/// Puts a message into the table with no function in between.
fn raw(
    tx: &mut Tx<'_>,
    kind: &str,
    user: Option<UserId>,
    agent: Option<AgentId>,
    mark: Option<EvidenceId>,
) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO messages (account_id, id, conversation_id, root_id, author_kind, author_user_id, agent_id,
                evidence_id, visibility, kind, content, received_at)
         VALUES ($1, $2, $3, $3, $4, $5, $6, $7, 'all', 'text', '', 1)",
        params![&account, &id::<()>(90), &id::<()>(20), kind, user.as_ref(), agent.as_ref(), mark.as_ref()],
    )
}

on_both! {
    fn nobody_writes_under_the_mark_of_another(world) {
        world.write(begin);
        let with_anothers = speaker(MARA, id(20), DEVICE, Some(id(21)));
        assert!(world.impossible(move |tx| say(tx, 30, id(20), with_anothers, Visibility::All)));
        assert!(world.impossible(|tx| raw(tx, "user", Some(HANNA), None, Some(id(20)))));
        assert!(
            world.impossible(|tx| raw(tx, "user", Some(MARA), None, Some(id(99)))),
            "evidence of nothing"
        );
        assert_eq!(world.write(|tx| raw(tx, "user", Some(MARA), None, Some(id(20)))), 1);
    }

    fn nobodys_mark_is_carried_by_agents_bots_or_the_system(world) {
        world.write(begin);
        for mark in [id(20), id(21)] {
            assert!(world.impossible(move |tx| raw(tx, "agent", None, Some(AGENT), Some(mark))));
            assert!(world.impossible(move |tx| raw(tx, "bot", None, None, Some(mark))));
            assert!(world.impossible(move |tx| raw(tx, "system", None, None, Some(mark))));
        }
        assert_eq!(world.write(|tx| raw(tx, "bot", None, None, None)), 1);
    }

    fn an_author_is_of_one_kind(world) {
        world.write(begin);
        assert!(world.impossible(|tx| raw(tx, "agent", Some(MARA), Some(AGENT), None)));
        assert!(world.impossible(|tx| raw(tx, "user", Some(MARA), Some(AGENT), None)));
        assert!(world.impossible(|tx| raw(tx, "user", None, None, None)));
        assert!(world.impossible(|tx| raw(tx, "agent", None, None, None)));
        assert!(world.impossible(|tx| raw(tx, "impostor", None, None, None)));
    }

    fn a_mark_is_not_moved_to_another_author_afterwards(world) {
        world.write(begin);
        world.write(|tx| raw(tx, "user", Some(MARA), None, Some(id(20))));
        for sql in [
            "UPDATE messages SET author_user_id = $2 WHERE account_id = $1",
            "UPDATE evidence SET user_id = $2 WHERE account_id = $1 AND session_id <> $2",
        ] {
            let impossible = world.impossible(move |tx| {
                let account = tx.account();
                tx.execute(sql, params![&account, &HANNA])
            });
            assert!(impossible, "{sql}");
        }
    }

    fn a_session_rests_on_evidence_about_its_own_user(world) {
        world.write(begin);
        let impossible = world.impossible(|tx| {
            let account = tx.account();
            let sql = "UPDATE sessions SET evidence_id = $2 WHERE account_id = $1 AND id = $3";
            tx.execute(sql, params![&account, &id::<()>(21), &id::<()>(20)])
        });
        assert!(impossible);
    }

    fn a_session_is_not_authenticated_without_evidence(world) {
        world.write(|tx| begin(tx).and_then(|()| crate::furnish::device(tx, 22)));
        world.write(|tx| open(tx, 22, MARA, id(22)));
        for sql in [
            "UPDATE sessions SET kind = 'authenticated' WHERE account_id = $1 AND id = $2",
            "UPDATE sessions SET setting_epoch = 0 WHERE account_id = $1 AND id = $2",
            "UPDATE sessions SET login_id = 'login-22' WHERE account_id = $1 AND id = $2",
        ] {
            let impossible = world.impossible(move |tx| {
                let account = tx.account();
                tx.execute(sql, params![&account, &id::<()>(22)])
            });
            assert!(impossible, "{sql}");
        }
    }

    /// An address counts as verified only by a token.
    fn res_12_a_verified_address_rests_on_a_token(world) {
        world.write(begin);
        let insert = |origin: &'static str, mark: Option<EvidenceId>| {
            move |tx: &mut Tx<'_>| {
                let account = tx.account();
                tx.execute(
                    "INSERT INTO email_identities (account_id, id, email_key, address, user_id, origin, verified, position,
                            evidence_id, created_at)
                     VALUES ($1, $2, 'm@example.com', 'm@example.com', $3, $4, 1, 0, $5, 1)",
                    params![&account, &id::<()>(90), &MARA, origin, mark.as_ref()],
                )
            }
        };
        for origin in ["agent", "api", "form"] {
            assert!(world.impossible(insert(origin, Some(id(20)))), "{origin}");
        }
        assert!(world.impossible(insert("token", None)));
        assert_eq!(world.write(insert("token", Some(id(20)))), 1);
    }
}
