//! The questions whether an earlier conversation is theirs, of those who signed in where somebody had written (MRG-11).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{Answer, Question, Since},
};

use crate::{error::Result, params, tx::Tx, users::UserState, word};

/// Asks: the session was opened by this transaction, and is asked this alone.
pub fn insert(tx: &mut Tx<'_>, question: &Question) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO questions (account_id, session_id, from_user_id, from_epoch, user_id, written_at, asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &account,
            &question.session,
            &question.anonymous,
            question.epoch,
            &question.user,
            question.written_at,
            question.asked_at,
            question.expires_at,
        ],
    )?;
    Ok(())
}

/// What a session was asked, and what became of the two since. Nobody else can find it: it has no id of its own.
pub fn find(tx: &mut Tx<'_>, session: SessionId) -> Result<Option<(Question, Since)>> {
    let account = tx.account();
    tx.row(
        "SELECT q.from_user_id, q.from_epoch, q.user_id, q.written_at, q.asked_at, q.expires_at, q.answer,
                a.root_id, a.session_epoch, a.state,
                CASE WHEN EXISTS (
                    SELECT 1 FROM merges m WHERE m.account_id = q.account_id AND m.into_user_id = q.from_user_id
                      AND (m.merged_at >= q.asked_at OR m.undone_at >= q.asked_at))
                     THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
                u.root_id
         FROM questions q
         JOIN users a ON a.account_id = q.account_id AND a.id = q.from_user_id
         JOIN sessions s ON s.account_id = q.account_id AND s.id = q.session_id
         JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
         WHERE q.account_id = $1 AND q.session_id = $2",
        params![&account, &session],
    )?
    .map(|row| {
        let is_known = match word::read(&row, 9, &UserState::ALL, UserState::as_str)? {
            UserState::Known => true,
            // Of the last two the root and the epoch are others than they were.
            UserState::Anonymous | UserState::Retired | UserState::Erased => false,
        };
        let answer = match row.get::<Option<String>>(6)? {
            Some(_) => Some(word::read(&row, 6, &Answer::ALL, Answer::as_str)?),
            None => None,
        };
        let question = Question {
            session,
            anonymous: row.get(0)?,
            epoch: row.get(1)?,
            user: row.get(2)?,
            written_at: row.get(3)?,
            asked_at: row.get(4)?,
            expires_at: row.get(5)?,
            answer,
        };
        let since = Since {
            root: row.get(7)?,
            epoch: row.get(8)?,
            is_known,
            is_changed: row.get(10)?,
            user: row.get(11)?,
        };
        Ok((question, since))
    })
    .transpose()
}

/// Keeps the answer; says whether there was none before.
pub fn set_answer(tx: &mut Tx<'_>, session: SessionId, answer: Answer) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE questions SET answer = $3, answered_at = $4
         WHERE account_id = $1 AND session_id = $2 AND answer IS NULL",
        params![&account, &session, answer.as_str(), now],
    )?;
    Ok(changed == 1)
}

/// Forgets every question that a user, or anyone who was merged into them, was asked or is the subject of (RES-11), and those
/// about anyone whom they were merged into once: the merges that make these void are forgotten next. `root` is one who was not
/// merged.
pub fn forget(tx: &mut Tx<'_>, root: UserId) -> Result<u64> {
    let account = tx.account();
    let mut forgotten = 0;
    for statement in [
        "DELETE FROM questions WHERE account_id = $1
         AND from_user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        "DELETE FROM questions WHERE account_id = $1
         AND user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        "DELETE FROM questions WHERE account_id = $1
         AND from_user_id IN (SELECT m.into_user_id FROM merges m
             JOIN users u ON u.account_id = m.account_id AND u.id = m.from_user_id
             WHERE u.account_id = $1 AND u.root_id = $2)",
    ] {
        forgotten += tx.execute(statement, params![&account, &root])?;
    }
    Ok(forgotten)
}
