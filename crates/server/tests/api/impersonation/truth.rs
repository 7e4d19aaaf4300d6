//! What is true of the company's data after every attack, whatever anybody was told.

use bonafide_store::Tx;
use serde_json::Value;

use super::stage::{ALICIA, ALICIAS_WORDS, LEFT_ON_THE_DEVICE, MALLORY, MALLORYS_WORDS, Stage};
use crate::call::get;

/// A message of a user: its words, and whom its mark names.
type Marked = (String, Option<String>);

impl Stage {
    /// Every message whose mark names Alicia is Alicia's, every one that names Mallory is Mallory's, and there are no
    /// others.
    pub(crate) fn marks_are_true(&self) {
        for (words, names) in self.messages() {
            if words.contains(LEFT_ON_THE_DEVICE) {
                assert_eq!(names, None, "{words} carries a mark");
                continue;
            }
            let by_alicia = words.contains(ALICIAS_WORDS);
            assert!(by_alicia || words.contains(MALLORYS_WORDS), "{words}");
            match names.as_deref() {
                Some(ALICIA) => assert!(by_alicia, "{words} carries Alicia's mark"),
                Some(_) => assert!(!by_alicia, "{words} carries Mallory's mark"),
                None => {}
            }
        }
    }

    fn messages(&self) -> Vec<Marked> {
        self.world.read(self.company().account, |tx: &mut Tx<'_>| {
            let sql = "SELECT m.content, e.external_id FROM messages m
                LEFT JOIN evidence e ON e.account_id = m.account_id AND e.id = m.evidence_id
                WHERE m.author_kind = 'user'";
            let rows = tx.rows(sql, &[])?;
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
        })
    }

    /// The addresses of a user with what they rest on, as agents see them.
    pub(crate) fn addresses(&self, user: &str) -> Vec<(String, String)> {
        let person = self.person(user);
        let text = |email: &Value, name: &str| email[name].as_str().unwrap().to_owned();
        let emails = person["emails"].as_array().unwrap();
        emails.iter().map(|email| (text(email, "address"), text(email, "standing"))).collect()
    }

    /// The user's mark, and the external id that it rests on.
    pub(crate) fn mark(&self, user: &str) -> (String, Option<String>) {
        let person = self.person(user);
        let rests_on = person["evidence"]["external_id"].as_str().map(str::to_owned);
        (person["mark"].as_str().unwrap().to_owned(), rests_on)
    }

    /// Mallory's user has no mark but for their own external id, and no address.
    pub(crate) fn is_nobody_else(&self, mallory: &str) {
        let (mark, rests_on) = self.mark(mallory);
        assert!(rests_on.as_deref().is_none_or(|named| named == MALLORY), "{mark} as {rests_on:?}");
        assert_eq!(self.addresses(mallory), []);
    }

    fn person(&self, user: &str) -> Value {
        self.world.ask(get(format!("/agent/v1/users/{user}")).by(&self.company().agent)).gives(200)
    }
}
