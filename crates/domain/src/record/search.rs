//! By what records are found: the beginnings of their ids, names, addresses and telephone numbers.

use std::collections::BTreeSet;

use super::Record;
use crate::limits;

/// Everything whose beginning finds a record: its id, its name from each of its first words on, its address, and the digits of
/// its telephone number. Case does not matter here; nothing but a list on an administrator's screen rests on it.
pub fn words(record: &Record) -> BTreeSet<String> {
    let name = record.name.as_ref().map(|name| folded(name.as_str())).unwrap_or_default();
    let starts = name.split(' ').scan(0, |start, word| {
        let here = *start;
        *start += word.len() + 1;
        Some(here)
    });
    let in_name: Vec<&str> =
        starts.take(limits::RECORD_NAME_WORDS).filter_map(|start| name.get(start..)).collect();
    let email = record.email.as_ref().map(|email| folded(email.as_str()));
    let telephone = record.telephone.as_ref().map(|telephone| digits(telephone.as_str()));
    let all = [Some(folded(record.id.as_str())), email, telephone].into_iter().flatten();
    all.chain(in_name.into_iter().map(str::to_owned))
        .map(|word| cut(&word))
        .filter(|word| !word.is_empty())
        .collect()
}

/// What somebody typed into a search: the beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning(String);

impl Beginning {
    /// Reads what was typed; `None` if that is nothing but white space.
    pub fn new(typed: &str) -> Option<Self> {
        let folded = folded(typed);
        let digits = digits(&folded);
        // No id has a space in it, and hardly a name is made of digits.
        let is_number = (folded.starts_with('+') || folded.contains(' '))
            && !digits.is_empty()
            && !folded.chars().any(char::is_alphabetic);
        let word = cut(if is_number { &digits } else { &folded });
        (!word.is_empty()).then_some(Self(word))
    }

    /// The first word that can begin so.
    pub fn from(&self) -> &str {
        &self.0
    }

    /// What comes after every word that begins so, code point by code point.
    pub fn until(&self) -> String {
        format!("{}{}", self.0, char::MAX)
    }
}

/// In small letters, with single spaces, and without what no database keeps.
fn folded(text: &str) -> String {
    let bare: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let words: Vec<_> = bare.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn cut(word: &str) -> String {
    word.chars().take(limits::RECORD_WORD_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::Written, *};

    fn record() -> Record {
        Record::new(&Written {
            kind: "contact",
            id: "C-7",
            name: Some("Mara  Élise Keller"),
            email: Some("Mara@Example.com"),
            telephone: Some("+41 44 123"),
            status: "active",
        })
        .unwrap()
    }

    #[test]
    fn a_record_is_found_by_its_id_its_address_its_number_and_every_word_of_its_name() {
        let words: Vec<_> = words(&record()).into_iter().collect();
        let all = ["4144123", "c-7", "keller", "mara élise keller", "mara@example.com", "élise keller"];
        assert_eq!(words, all);
    }

    #[test]
    fn what_begins_so_lies_between_its_two_ends() {
        let finds = |typed: &str| {
            let beginning = Beginning::new(typed).unwrap();
            words(&record())
                .iter()
                .any(|word| beginning.from() <= word.as_str() && word.as_str() < beginning.until().as_str())
        };
        for typed in ["mara", " MARA  é", "kell", "c-7", "mara@ex", "+41 44", "(41) 44", "4144", "É"] {
            assert!(finds(typed), "{typed}");
        }
        for typed in ["ara", "keller mara", "7", "example.com", "+", "%"] {
            assert!(!finds(typed), "{typed}");
        }
        for blank in ["", "  ", "\t", "\u{0}"] {
            assert_eq!(Beginning::new(blank), None);
        }
    }

    #[test]
    fn no_word_is_longer_than_what_counts() {
        let name = "ä".repeat(255);
        let long =
            Written { kind: "contact", id: "c-7", name: Some(&name), status: "active", ..Written::default() };
        let words = words(&Record::new(&long).unwrap());
        assert!(words.iter().all(|word| word.chars().count() <= limits::RECORD_WORD_CHARS));
        assert!(Beginning::new(&name).is_some_and(|typed| words.contains(typed.from())));
    }

    #[test]
    fn of_a_long_name_the_first_words_count() {
        let name = "a b c d e f g h i j";
        let long =
            Written { kind: "contact", id: "c-7", name: Some(name), status: "active", ..Written::default() };
        assert_eq!(words(&Record::new(&long).unwrap()).len(), 1 + limits::RECORD_NAME_WORDS);
    }
}
