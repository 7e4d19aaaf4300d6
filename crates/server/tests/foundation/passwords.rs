//! Agents' passwords (details 28).

use bonafide_server::passwords::{Busy, Password, PasswordRefused, Passwords, QUEUE};
use futures_util::future::join_all;

use crate::world::{Counted, run};

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

fn typed(text: &str) -> zeroize::Zeroizing<String> {
    text.to_owned().into()
}

#[test]
fn a_password_has_10_to_128_characters_of_any_kind() {
    for (text, refused) in [
        (String::new(), Some(PasswordRefused::TooShort)),
        ("123456789".to_owned(), Some(PasswordRefused::TooShort)),
        ("üüüüüüüüü".to_owned(), Some(PasswordRefused::TooShort)),
        ("1234567890".to_owned(), None),
        ("correct horse battery staple".to_owned(), None),
        ("ü".repeat(128), None),
        ("ü".repeat(129), Some(PasswordRefused::TooLong)),
    ] {
        assert_eq!(Password::new(&text).err(), refused, "{text}");
    }
}

#[test]
fn a_refused_password_is_told_what_it_lacks() {
    assert!(PasswordRefused::TooShort.to_string().contains("at least 10 characters"));
    assert!(PasswordRefused::TooLong.to_string().contains("at most 128 characters"));
}

#[test]
fn a_password_is_kept_as_argon2id_with_19_mib_and_two_passes() {
    let passwords = Passwords::new(Counted::new());
    let (first, second) = run(async {
        let text = "correct horse battery staple";
        (passwords.hash(password(text)).await.unwrap(), passwords.hash(password(text)).await.unwrap())
    });
    assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
    assert_ne!(first, second, "each has a salt of its own");
}

#[test]
fn only_the_same_password_is_right() {
    let passwords = Passwords::new(Counted::new());
    run(async {
        let hash = passwords.hash(password("correct horse battery staple")).await.unwrap();
        for (text, right) in [
            ("correct horse battery staple", true),
            ("correct horse battery stapl", false),
            ("Correct horse battery staple", false),
            ("correct horse battery staple ", false),
            ("", false),
        ] {
            assert_eq!(passwords.verify(typed(text), Some(hash.clone())).await, Ok(right), "{text}");
        }
    });
}

#[test]
fn what_is_no_hash_fits_no_password() {
    let passwords = Passwords::new(Counted::new());
    for hash in ["", "correct horse", "$argon2id$v=19$m=19456,t=2,p=1$AAAA"] {
        let answer = run(passwords.verify(typed("correct horse"), Some(hash.to_owned())));
        assert_eq!(answer, Ok(false), "{hash}");
    }
}

#[test]
fn nobodys_password_is_never_right() {
    let passwords = Passwords::new(Counted::new());
    // The very bytes that the hash compared with in this case was made of, as text, are wrong as well.
    assert_eq!(run(passwords.verify(typed("correct horse battery staple"), None)), Ok(false));
}

#[test]
fn the_queue_takes_32_besides_the_one_whose_turn_it_is() {
    let passwords = Passwords::new(Counted::new());
    let attempts = (0..QUEUE + 3).map(|_| passwords.verify(typed("correct horse"), None));
    let answers = run(join_all(attempts));
    let busy: Vec<_> = answers.iter().map(|answer| *answer == Err(Busy)).collect();
    assert_eq!(busy, [vec![false; QUEUE + 1], vec![true; 2]].concat());

    let afterwards = run(passwords.verify(typed("correct horse"), None));
    assert_eq!(afterwards, Ok(false), "the places are free again");
}

#[test]
fn a_password_is_never_printed() {
    assert_eq!(format!("{:?}", password("correct horse battery staple")), "Password(hidden)");
}
