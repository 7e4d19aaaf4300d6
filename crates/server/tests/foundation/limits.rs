//! SES-9: how often things may be tried.

use std::{net::IpAddr, sync::Arc};

use bonafide_domain::id::Id;
use bonafide_server::{
    clock::Clock,
    limits::{Limits, RetryAfter},
    secrets::{Bearer, OsRandom, Secret256, SessionToken},
};

use crate::world::{HandClock, configured};

struct Bench {
    clock: Arc<HandClock>,
    limits: Limits,
}

impl Bench {
    /// Everything may happen three times a minute, so once in 20 seconds.
    fn new() -> Self {
        let three = |key| (key, "3");
        let config = configured(&[
            three("limits.login_failures"),
            three("limits.anonymous_sessions"),
            three("limits.sign_ins"),
            ("limits.sign_ins_per_email", "2"),
            three("limits.messages"),
        ]);
        let clock = HandClock::new();
        let shared: Arc<dyn Clock> = Arc::<HandClock>::clone(&clock);
        Self { clock, limits: Limits::new(&config.limits, &shared) }
    }
}

/// A session's token, with a secret that no other has.
fn token(session: u32) -> SessionToken {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&session.to_be_bytes());
    Bearer { account: Id::ZERO, session: Id::from_bytes(bytes), secret: Secret256::new(&OsRandom) }
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn ses_9_a_budget_is_spent_at_once_and_refills_evenly() {
    let Bench { clock, limits } = Bench::new();
    let refused = || limits.login_refused(address("192.0.2.1"), None);
    for _ in 0..3 {
        assert_eq!(refused(), Ok(()));
    }
    assert_eq!(refused(), Err(RetryAfter(20)));
    clock.forward(19);
    assert_eq!(refused(), Err(RetryAfter(1)));
    clock.forward(1);
    assert_eq!(refused(), Ok(()));
    assert_eq!(refused(), Err(RetryAfter(20)));
    clock.forward(1_000);
    for _ in 0..3 {
        assert_eq!(refused(), Ok(()), "no more than a minute's is saved up, and no less");
    }
    assert_eq!(refused(), Err(RetryAfter(20)));
}

#[test]
fn ses_9_every_kind_of_attempt_has_a_budget_of_its_own() {
    let Bench { limits, .. } = Bench::new();
    let from = address("192.0.2.1");
    let (own, of_another) = (token(1), token(2));
    for _ in 0..3 {
        assert_eq!(limits.login_refused(from, None), Ok(()));
        assert_eq!(limits.anonymous_session(from), Ok(()));
        assert_eq!(limits.message(&own), Ok(()));
    }
    assert!(limits.login_refused(from, None).is_err());
    assert!(limits.anonymous_session(from).is_err());
    assert!(limits.message(&own).is_err());
    assert!(limits.message(&of_another).is_ok());
    assert!(limits.sign_in(from, "alicia@example.com").is_ok());
}

#[test]
fn a_made_up_secret_spends_nothing_of_a_sessions_messages() {
    let Bench { limits, .. } = Bench::new();
    let (own, forged) = (token(1), token(1));
    for _ in 0..3 {
        assert!(limits.message(&forged).is_ok());
        assert!(limits.unproven_message(forged.session).is_ok());
    }
    assert!(limits.message(&forged).is_err(), "one made-up secret is counted too");
    assert!(limits.message(&token(1)).is_ok(), "another is another");
    assert!(
        limits.unproven_message(own.session).is_err(),
        "all of them together are told from the session's own by a read"
    );
    for _ in 0..3 {
        assert!(limits.message(&own).is_ok());
    }
    assert_eq!(limits.message(&own), Err(RetryAfter(20)));
}

#[test]
fn ses_9_failures_count_by_address_and_by_external_id_with_address() {
    let Bench { limits, .. } = Bench::new();
    for _ in 0..3 {
        assert!(limits.login_refused(address("192.0.2.1"), Some("usr_1")).is_ok());
    }
    assert!(
        limits.login_refused(address("192.0.2.1"), Some("usr_2")).is_err(),
        "the address's budget is spent"
    );
    assert!(limits.login_refused(address("192.0.2.2"), Some("usr_1")).is_ok(), "another address");
}

#[test]
fn an_ipv6_address_counts_with_its_64_bit_network() {
    let Bench { limits, .. } = Bench::new();
    let same = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff:ffff:ffff:ffff"];
    for from in same {
        assert!(limits.anonymous_session(address(from)).is_ok());
    }
    assert!(limits.anonymous_session(address("2001:db8:1:2::3")).is_err());
    assert!(limits.anonymous_session(address("2001:db8:1:3::1")).is_ok());
}

#[test]
fn an_ipv4_address_counts_alone_however_it_is_written() {
    let Bench { limits, .. } = Bench::new();
    for from in ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"] {
        assert!(limits.anonymous_session(address(from)).is_ok());
    }
    assert!(limits.anonymous_session(address("::ffff:c000:201")).is_err());
    assert!(limits.anonymous_session(address("192.0.2.2")).is_ok());
}

#[test]
fn an_agents_sign_in_counts_by_address_and_by_email_address() {
    let Bench { limits, .. } = Bench::new();
    assert!(limits.sign_in(address("192.0.2.1"), "alicia@example.com").is_ok());
    assert!(limits.sign_in(address("192.0.2.2"), "alicia@example.com").is_ok());
    assert_eq!(limits.sign_in(address("192.0.2.3"), "alicia@example.com"), Err(RetryAfter(30)));

    let Bench { limits, .. } = Bench::new();
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        assert!(limits.sign_in(address("192.0.2.1"), email).is_ok());
    }
    assert_eq!(limits.sign_in(address("192.0.2.1"), "d@example.com"), Err(RetryAfter(20)));
}

#[test]
fn what_is_remembered_is_bounded() {
    let Bench { clock, limits } = Bench::new();
    let mut refused = 0;
    for number in 0..110_000 {
        refused += u32::from(limits.message(&token(number)).is_err());
    }
    assert_eq!(refused, 0, "whoever comes late is not locked out by the others");
    clock.forward(60);
    for number in 0..1_024 {
        assert!(limits.message(&token(number)).is_ok());
    }
    let seventh = token(7);
    for _ in 0..3 {
        assert!(limits.message(&seventh).is_ok());
    }
    assert!(limits.message(&seventh).is_err(), "those of a minute ago are forgotten, and counting goes on");
}
