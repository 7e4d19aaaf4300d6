//! What must hold of the whole database at every moment.

use bonafide_store::params;

use crate::world::World;

/// Each finds the rows that break a rule, for one account.
const BROKEN: &[(&str, &str)] = &[
    (
        "a conversation has at most one live ticket",
        "SELECT root_id FROM tickets WHERE account_id = $1 AND status <> 'closed' GROUP BY root_id HAVING COUNT(*) > 1",
    ),
    (
        "the events of a conversation are numbered from 1 to its last number",
        "SELECT c.id FROM conversations c LEFT JOIN events e ON e.account_id = c.account_id AND e.conversation_id = c.id
         WHERE c.account_id = $1 AND c.erased_at IS NULL GROUP BY c.id, c.last_seq
         HAVING COUNT(e.seq) <> c.last_seq OR COALESCE(MAX(e.seq), 0) <> c.last_seq OR COALESCE(MIN(e.seq), 1) <> 1",
    ),
    (
        "each message has one event in the conversation it was written in, if that is there still",
        "SELECT m.id FROM messages m JOIN conversations c ON c.account_id = m.account_id AND c.id = m.conversation_id
         LEFT JOIN events e ON e.account_id = m.account_id AND e.kind = 'message'
              AND e.subject_id = m.id AND e.conversation_id = m.conversation_id
         WHERE m.account_id = $1 AND c.erased_at IS NULL GROUP BY m.id HAVING COUNT(e.seq) <> 1",
    ),
    (
        "no event that is told speaks of a message that is not there",
        "SELECT e.seq FROM events e
         JOIN conversations c ON c.account_id = e.account_id AND c.id = e.conversation_id AND e.seq >= c.readable_from
         LEFT JOIN messages m ON m.account_id = e.account_id AND m.id = e.subject_id
         WHERE e.account_id = $1 AND e.kind = 'message' AND m.id IS NULL",
    ),
    (
        "a message is found in the root of the conversation it was written in, or that an undoing gave it to",
        "SELECT m.id FROM messages m
         LEFT JOIN message_homes h ON h.account_id = m.account_id AND h.message_id = m.id
         JOIN conversations c ON c.account_id = m.account_id AND c.id = COALESCE(h.conversation_id, m.conversation_id)
         WHERE m.account_id = $1 AND m.root_id <> c.root_id",
    ),
    (
        "a ticket is found in the root of the conversation it was opened in",
        "SELECT t.id FROM tickets t JOIN conversations c ON c.account_id = t.account_id AND c.id = t.conversation_id
         WHERE t.account_id = $1 AND t.root_id <> c.root_id",
    ),
    (
        "a ticket that waits for an agent is in a queue that is there, or the rules are to decide about it",
        "SELECT t.id FROM tickets t JOIN queues q ON q.account_id = t.account_id AND q.id = t.queue_id
         JOIN conversations c ON c.account_id = t.account_id AND c.id = t.root_id
         JOIN workstream_channels w ON w.account_id = c.account_id AND w.channel_id = c.channel_id
         WHERE t.account_id = $1 AND q.deleted_at IS NOT NULL AND t.route_due_at IS NULL AND t.assignee_id IS NULL
           AND t.status <> 'closed' AND t.status <> 'solved' AND t.status <> 'pending'",
    ),
    (
        "a conversation's root is a root",
        "SELECT c.id FROM conversations c JOIN conversations r ON r.account_id = c.account_id AND r.id = c.root_id
         WHERE c.account_id = $1 AND r.root_id <> r.id",
    ),
    (
        "a user's root is a root, and only a retired user has another, or one who was erased with them",
        "SELECT u.id FROM users u JOIN users r ON r.account_id = u.account_id AND r.id = u.root_id
         WHERE u.account_id = $1 AND (r.root_id <> r.id OR r.state = 'retired' OR (u.state = 'erased') <> (r.state = 'erased')
              OR u.state <> 'erased' AND (u.state = 'retired') <> (u.root_id <> u.id))",
    ),
    (
        "a live merge leads where the root says",
        "SELECT m.id FROM merges m JOIN users u ON u.account_id = m.account_id AND u.id = m.from_user_id
         JOIN users i ON i.account_id = m.account_id AND i.id = m.into_user_id
         WHERE m.account_id = $1 AND m.undone_at IS NULL AND (u.root_id <> i.root_id OR u.root_id = u.id)",
    ),
    (
        "somebody retired has a live merge",
        "SELECT u.id FROM users u LEFT JOIN merges m
             ON m.account_id = u.account_id AND m.from_user_id = u.id AND m.undone_at IS NULL
         WHERE u.account_id = $1 AND u.state = 'retired' AND m.id IS NULL",
    ),
    (
        "a verified address rests on evidence that says so, of whoever holds it",
        "SELECT i.id FROM email_identities i JOIN users u ON u.account_id = i.account_id AND u.id = i.user_id
         LEFT JOIN evidence e ON e.account_id = i.account_id AND e.id = i.evidence_id
         WHERE i.account_id = $1 AND i.verified = 1
           AND (e.id IS NULL OR e.email_verified = 0 OR e.email <> i.address OR e.user_id <> u.id)",
    ),
    (
        "evidence is about the user of its session, and the session of a line of the login log is there",
        "SELECT e.id FROM evidence e LEFT JOIN sessions s
              ON s.account_id = e.account_id AND s.id = e.session_id AND s.user_id = e.user_id
         WHERE e.account_id = $1 AND s.id IS NULL
         UNION SELECT l.id FROM login_log l LEFT JOIN sessions s ON s.account_id = l.account_id AND s.id = l.session_id
         WHERE l.account_id = $1 AND l.session_id IS NOT NULL AND s.id IS NULL",
    ),
    (
        "what a form gave bears no mark",
        "SELECT id FROM messages WHERE account_id = $1 AND kind = 'contact' AND evidence_id IS NOT NULL",
    ),
    (
        "an address that was claimed is held by a form, and its owner's evidence says that it is verified",
        "SELECT d.id FROM displaced_identities d
         LEFT JOIN email_identities i ON i.account_id = d.account_id AND i.email_key = d.email_key
         JOIN users u ON u.account_id = d.account_id AND u.id = d.user_id
         JOIN evidence e ON e.account_id = d.account_id AND e.id = d.evidence_id
         JOIN users p ON p.account_id = e.account_id AND p.id = e.user_id
         WHERE d.account_id = $1
           AND (i.id IS NULL OR i.origin <> 'form' OR e.email_verified = 0 OR e.email <> d.address OR p.root_id <> u.root_id)",
    ),
    (
        "a conversation that counts belongs to a user who does",
        "SELECT c.id FROM conversations c JOIN users u ON u.account_id = c.account_id AND u.id = c.user_id
         WHERE c.account_id = $1 AND c.root_id = c.id AND u.root_id <> u.id",
    ),
    (
        "a live ticket is the case of whom its conversation belongs to",
        "SELECT t.id FROM tickets t JOIN conversations c ON c.account_id = t.account_id AND c.id = t.root_id
         WHERE t.account_id = $1 AND t.status <> 'closed' AND t.requester_id <> c.user_id",
    ),
    (
        "a message is in a conversation of whom its author turned out to be, unmarked ones also of whom they were taken for",
        "SELECT m.id FROM messages m JOIN conversations c ON c.account_id = m.account_id AND c.id = m.root_id
         JOIN users u ON u.account_id = m.account_id AND u.id = m.author_user_id
         WHERE m.account_id = $1 AND u.root_id <> c.user_id AND u.state <> 'erased' AND c.erased_at IS NULL
           AND (m.evidence_id IS NOT NULL OR NOT EXISTS (
             SELECT 1 FROM merges g WHERE g.account_id = m.account_id AND g.undone_at >= m.received_at
               AND g.merged_at <= m.received_at))",
    ),
    (
        "a mark is about the author, and of a session on the very device",
        "SELECT m.id FROM messages m JOIN evidence e ON e.account_id = m.account_id AND e.id = m.evidence_id
         WHERE m.account_id = $1
           AND (e.user_id <> m.author_user_id OR e.session_id <> m.session_id OR e.device_id <> m.device_id)",
    ),
    (
        "nobody anonymous has a mark",
        "SELECT m.id FROM messages m JOIN sessions s ON s.account_id = m.account_id AND s.id = m.session_id
         WHERE m.account_id = $1 AND s.kind = 'anonymous' AND m.evidence_id IS NOT NULL",
    ),
    (
        "a conversation counts its messages and knows the last",
        "SELECT c.id FROM conversations c LEFT JOIN messages m ON m.account_id = c.account_id AND m.root_id = c.id
         WHERE c.account_id = $1 AND c.root_id = c.id AND c.erased_at IS NULL
         GROUP BY c.id, c.messages, c.last_message_id
         HAVING COUNT(m.id) <> c.messages OR (c.messages > 0 AND c.last_message_id IS NULL)",
    ),
    (
        "no message comes after the last",
        "SELECT m.id FROM messages m JOIN conversations c ON c.account_id = m.account_id AND c.id = m.root_id
         WHERE m.account_id = $1 AND m.id > c.last_message_id",
    ),
    (
        "an external id has one holder, and a user one in each namespace",
        "SELECT user_id FROM external_ids WHERE account_id = $1 GROUP BY user_id, namespace HAVING COUNT(*) > 1",
    ),
    (
        "a known user has an external id",
        "SELECT u.id FROM users u LEFT JOIN external_ids x ON x.account_id = u.account_id AND x.user_id = u.id
         WHERE u.account_id = $1 AND u.state = 'known' AND x.value IS NULL",
    ),
    (
        "a device has at most one session that was not ended",
        "SELECT device_id FROM sessions WHERE account_id = $1 AND ended_at IS NULL GROUP BY device_id HAVING COUNT(*) > 1",
    ),
    (
        "a session's evidence names the session",
        "SELECT s.id FROM sessions s JOIN evidence e ON e.account_id = s.account_id AND e.id = s.evidence_id
         WHERE s.account_id = $1 AND (e.session_id <> s.id OR e.device_id <> s.device_id)",
    ),
    (
        "ticket numbers have no gaps and no doubles",
        "SELECT k.value FROM counters k LEFT JOIN tickets t ON t.account_id = k.account_id
         WHERE k.account_id = $1 AND k.name = 'ticket' GROUP BY k.value
         HAVING COUNT(DISTINCT t.number) <> COUNT(t.id) OR COUNT(t.id) + (
             SELECT CAST(COALESCE(SUM(tickets), 0) AS BIGINT) FROM erasures WHERE account_id = $1) <> k.value",
    ),
    (
        "whoever was erased has nothing that somebody else may want, and no merge to be undone",
        "SELECT u.id FROM users u WHERE u.account_id = $1 AND u.state = 'erased' AND (u.name IS NOT NULL
            OR EXISTS (SELECT 1 FROM external_ids x WHERE x.account_id = $1 AND x.user_id = u.id)
            OR EXISTS (SELECT 1 FROM email_identities i WHERE i.account_id = $1 AND i.user_id = u.id)
            OR EXISTS (SELECT 1 FROM displaced_identities d WHERE d.account_id = $1 AND d.user_id = u.id)
            OR EXISTS (SELECT 1 FROM conversations c WHERE c.account_id = $1 AND c.user_id = u.id AND c.erased_at IS NULL)
            OR EXISTS (SELECT 1 FROM merges m WHERE m.account_id = $1 AND (m.from_user_id = u.id OR m.into_user_id = u.id)))",
    ),
    (
        "of a finished erasure nothing is left",
        "SELECT e.id FROM erasures e JOIN users u ON u.account_id = e.account_id AND u.root_id = e.user_id
         WHERE e.account_id = $1 AND e.finished_at IS NOT NULL AND (
            EXISTS (SELECT 1 FROM erasure_traces t WHERE t.account_id = $1 AND t.erasure_id = e.id)
            OR EXISTS (SELECT 1 FROM evidence p WHERE p.account_id = $1 AND p.user_id = u.id AND p.external_id IS NOT NULL)
            OR EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = $1 AND s.user_id = u.id AND s.ended_at IS NULL)
            OR EXISTS (SELECT 1 FROM conversations c JOIN messages m ON m.account_id = $1 AND m.root_id = c.id
                       WHERE c.account_id = $1 AND c.user_id = u.id))",
    ),
    (
        "there are at most ten live keys",
        "SELECT COUNT(*) FROM signing_keys WHERE account_id = $1 AND deleted_at IS NULL HAVING COUNT(*) > 10",
    ),
];

/// Panics, naming the rule, if one does not hold.
pub(crate) fn hold(world: &World) {
    let account = world.account;
    let broken = world.store(move |tx| {
        let mut broken = Vec::new();
        for (rule, sql) in BROKEN {
            let rows = tx.rows(sql, params![&account])?;
            if !rows.is_empty() {
                broken.push(format!("{rule}: {rows:?}"));
            }
        }
        Ok(broken)
    });
    assert_eq!(broken, [""; 0]);
}
