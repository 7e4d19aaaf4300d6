//! KEY-8: what is sealed opens only with its key, and only where it was put.

use bonafide_domain::id::{AccountId, Id, KeyId};
use bonafide_server::secrets::{AccountKey, Cell, Unopened};
use bonafide_store::{Done, installation};

use crate::world::{Counted, Folder, open, run};

const SECRET: &[u8] = b"a signing key's secret";

fn cell(id: &KeyId) -> Cell<'_> {
    Cell { table: "signing_keys", column: "sealed_secret", id: id.as_bytes() }
}

fn ids() -> (AccountId, AccountId, KeyId, KeyId) {
    let id = |tail: u8| [tail; 12];
    (Id::from_bytes(id(1)), Id::from_bytes(id(2)), Id::from_bytes(id(3)), Id::from_bytes(id(4)))
}

/// The keys of two accounts.
fn keys(folder: &Folder) -> (AccountKey, AccountKey) {
    let app = open(folder.path(), None).unwrap();
    let (ours, theirs, ..) = ids();
    run(async { (app.account_key(ours).await.unwrap(), app.account_key(theirs).await.unwrap()) })
}

#[test]
fn key_8_what_is_sealed_opens_in_its_cell() {
    let folder = Folder::new();
    let (key, _) = keys(&folder);
    let (.., id, _) = ids();
    for plain in [SECRET, b"", &[0; 10_000]] {
        let sealed = key.seal(cell(&id), plain, &*Counted::new());
        assert_eq!(*key.open(cell(&id), &sealed).unwrap(), plain);
        assert!(plain.is_empty() || !sealed.windows(plain.len()).any(|part| part == plain));
    }
}

#[test]
fn key_8_the_same_secret_is_never_sealed_alike_twice() {
    let folder = Folder::new();
    let (key, _) = keys(&folder);
    let (.., id, _) = ids();
    let random = Counted::new();
    assert_ne!(key.seal(cell(&id), SECRET, &*random), key.seal(cell(&id), SECRET, &*random));
}

#[test]
fn key_8_in_another_place_it_does_not_open() {
    let folder = Folder::new();
    let (key, other_account) = keys(&folder);
    let (.., id, other_id) = ids();
    let sealed = key.seal(cell(&id), SECRET, &*Counted::new());

    let places = [
        ("another id", Cell { id: other_id.as_bytes(), ..cell(&id) }),
        ("another table", Cell { table: "authentication_settings", ..cell(&id) }),
        ("another column", Cell { column: "name", ..cell(&id) }),
        // The same letters, cut at another place.
        ("moved letters", Cell { table: "signing_key", column: "ssealed_secret", ..cell(&id) }),
        ("no id", Cell { id: &[], ..cell(&id) }),
    ];
    for (what, place) in places {
        assert_eq!(key.open(place, &sealed), Err(Unopened::Refused), "{what}");
    }
    assert_eq!(other_account.open(cell(&id), &sealed), Err(Unopened::Refused), "another account's key");
}

#[test]
fn key_8_what_was_changed_or_cut_off_does_not_open() {
    let folder = Folder::new();
    let (key, _) = keys(&folder);
    let (.., id, _) = ids();
    let sealed = key.seal(cell(&id), SECRET, &*Counted::new());

    for at in 1..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(key.open(cell(&id), &changed), Err(Unopened::Refused), "byte {at}");
    }
    for length in 1..sealed.len() {
        let refused = if length < 1 + 12 + 16 { Unopened::Truncated } else { Unopened::Refused };
        assert_eq!(key.open(cell(&id), &sealed[..length]), Err(refused), "{length} bytes");
    }
    assert_eq!(key.open(cell(&id), &[]), Err(Unopened::Truncated));
    let newer = [&[2], &sealed[1..]].concat();
    assert_eq!(key.open(cell(&id), &newer), Err(Unopened::Version(2)));
}

#[test]
fn an_accounts_key_is_made_once_and_found_again() {
    let folder = Folder::new();
    let (.., id, _) = ids();
    let sealed = keys(&folder).0.seal(cell(&id), SECRET, &*Counted::new());
    assert_eq!(*keys(&folder).0.open(cell(&id), &sealed).unwrap(), SECRET);
}

#[test]
fn an_accounts_key_that_was_put_in_place_of_anothers_does_not_open() {
    let folder = Folder::new();
    drop(keys(&folder));
    let app = open(folder.path(), None).unwrap();
    let (ours, theirs, ..) = ids();
    let swapped = app.store.write(Id::ZERO, move |tx| {
        let wrapped = installation::find(tx, &format!("data_key/{theirs}"))?.expect("it was made");
        installation::replace(tx, &format!("data_key/{ours}"), &wrapped).map(Done::quiet)
    });
    swapped.wait().unwrap();
    let refused = run(app.account_key(ours)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the key of an account does not open: a sealed value does not open with this key in this place"
    );
}

#[test]
fn keys_are_never_printed() {
    let folder = Folder::new();
    let (key, _) = keys(&folder);
    assert!(format!("{key:?}").contains("hidden"));
}
