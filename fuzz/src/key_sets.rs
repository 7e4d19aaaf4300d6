//! What an address of public keys answers with.

use std::collections::BTreeSet;

use bonafide_domain::token::{Algorithm, Algorithms, KeyKind, KeySet, SetForm};

use super::account::NOW;

/// OMN-2, OMN-3: of whatever answer, each key that can be used has a name that no other has, but for the one key of a PEM; is for
/// algorithms of its own kind; and, if it is RSA, has the bits that it must have.
pub fn a_set_names_each_usable_key_once(bytes: &[u8]) {
    let Ok(set) = KeySet::read(bytes) else { return };
    let allowed = Algorithms::new(Algorithm::ALL).expect("all are at least one");
    let usable: Vec<_> = set.at(NOW, &allowed).filter_map(|(entry, key)| Some((entry, key.ok()?))).collect();
    let names: BTreeSet<_> = usable.iter().map(|(entry, _)| entry.kid.as_deref()).collect();
    assert_eq!(names.len(), usable.len());
    assert_eq!(names.contains(&None), set.form() == SetForm::Pem);
    for (_, key) in usable {
        assert!(key.algorithms().count() > 0);
        assert!(key.algorithms().all(|algorithm| key.kind().algorithms().contains(&algorithm)));
        assert!(!matches!(key.kind(), KeyKind::Rsa(..2048 | 8193..)));
    }
}
