//! Every change from one policy to another, and what must hold of all of them.

use EmailPolicy::{AnyoneMayClaim, VerifiedAndUnverified, VerifiedOnly};
use Standing::{AgentChecked, AgentUnchecked, Api, Claimed, Form, Unverified, Verified};
use proptest::prelude::*;

use super::*;

const OWNER: UserId = UserId::from_bytes([9; 12]);
const CLAIMED: Standing = Claimed { owner: OWNER };
const ALL: [Standing; 7] = [Verified, Unverified, Api, AgentChecked, AgentUnchecked, Form, CLAIMED];

/// The standings that an identity can have under a policy: what the change from it finds.
fn under(policy: EmailPolicy) -> Vec<Standing> {
    ALL.into_iter().filter(|standing| policy.fate(*standing) == Fate::Stays).collect()
}

fn identity(number: u8, user: u8, standing: Standing) -> HeldIdentity {
    HeldIdentity {
        id: EmailIdentityId::from_bytes([number; 12]),
        user: UserId::from_bytes([user; 12]),
        standing,
    }
}

fn gone(from: EmailPolicy, to: EmailPolicy) -> Vec<Standing> {
    let found: Vec<_> =
        (1..).zip(under(from)).map(|(number, standing)| identity(number, 1, standing)).collect();
    policy_change(&found, to).into_iter().map(|identity| identity.standing).collect()
}

#[test]
fn eml_6_becoming_stricter_removes_what_nobody_verified_and_nobody_attached() {
    assert_eq!(gone(VerifiedAndUnverified, VerifiedOnly), [Unverified, Form]);
    assert_eq!(gone(AnyoneMayClaim, VerifiedOnly), [Unverified, Form, CLAIMED]);
}

#[test]
fn eml_5_what_was_claimed_goes_back_to_its_owner_as_soon_as_nobody_may_claim() {
    assert_eq!(gone(AnyoneMayClaim, VerifiedAndUnverified), [CLAIMED]);
    for policy in [VerifiedOnly, VerifiedAndUnverified] {
        assert_eq!(policy.fate(CLAIMED), Fate::GoesBack(OWNER));
    }
    assert_eq!(AnyoneMayClaim.fate(CLAIMED), Fate::Stays);
}

#[test]
fn eml_6_becoming_looser_changes_nothing_that_is_there() {
    assert_eq!(gone(VerifiedOnly, VerifiedAndUnverified), []);
    assert_eq!(gone(VerifiedOnly, AnyoneMayClaim), []);
    assert_eq!(gone(VerifiedAndUnverified, AnyoneMayClaim), []);
}

#[test]
fn eml_4_what_agents_and_our_api_attached_stays_under_every_policy() {
    for policy in EmailPolicy::ALL {
        for standing in [Verified, Api, AgentChecked, AgentUnchecked] {
            assert_eq!(policy.fate(standing), Fate::Stays, "{policy:?}, {standing:?}");
        }
    }
}

fn summary(from: EmailPolicy, to: EmailPolicy, pieces: &[&[HeldIdentity]]) -> PolicySummary {
    let mut preview = PolicyPreview::of(from, to);
    for piece in pieces {
        preview.add(piece);
    }
    preview.summary()
}

#[test]
fn eml_6_a_preview_counts_identities_and_people() {
    let all = [
        identity(1, 1, Form),
        identity(2, 1, Unverified),
        identity(3, 2, Form),
        identity(4, 3, AgentChecked),
    ];
    let counted = summary(VerifiedAndUnverified, VerifiedOnly, &[&all]);
    assert_eq!((counted.removed, counted.people, counted.kept), (3, 2, 1));
    let counted = summary(VerifiedOnly, AnyoneMayClaim, &[&all]);
    assert_eq!((counted.removed, counted.people, counted.kept), (0, 0, 4));
    let counted = summary(AnyoneMayClaim, VerifiedOnly, &[&all, &[identity(5, 1, CLAIMED)]]);
    assert_eq!((counted.removed, counted.returned, counted.people, counted.kept), (3, 1, 2, 1));
}

#[test]
fn eml_6_a_fingerprint_is_of_one_change_and_of_whose_the_identities_are() {
    let of = |from, to, identity| summary(from, to, &[&[identity]]).fingerprint;
    let form = of(VerifiedAndUnverified, VerifiedOnly, identity(1, 1, Form));
    assert_eq!(
        form,
        of(VerifiedAndUnverified, VerifiedOnly, identity(1, 1, Unverified)),
        "it goes either way"
    );
    let back = |owner: u8| {
        let standing = Claimed { owner: UserId::from_bytes([owner; 12]) };
        of(AnyoneMayClaim, VerifiedOnly, identity(1, 1, standing))
    };
    assert_ne!(back(8), back(9), "it goes to somebody else");
    assert_ne!(back(9), of(AnyoneMayClaim, VerifiedOnly, identity(1, 1, Form)), "it goes to somebody");
    for other in [
        of(VerifiedAndUnverified, VerifiedOnly, identity(2, 1, Form)),
        of(VerifiedAndUnverified, VerifiedOnly, identity(1, 2, Form)),
        of(VerifiedAndUnverified, VerifiedOnly, identity(1, 1, Api)),
        of(AnyoneMayClaim, VerifiedOnly, identity(1, 1, Form)),
        of(AnyoneMayClaim, VerifiedAndUnverified, identity(1, 1, Form)),
    ] {
        assert_ne!(form, other);
    }
}

fn standings() -> impl Strategy<Value = Standing> {
    prop::sample::select(&ALL[..])
}

fn policies() -> impl Strategy<Value = EmailPolicy> {
    prop::sample::select(&EmailPolicy::ALL[..])
}

proptest! {
    /// What goes is what was asked about, each once and in order; what stays stands under the policy; and going twice
    /// takes nothing more.
    #[test]
    fn eml_6_what_is_left_stands_under_the_policy(
        found in prop::collection::vec((any::<u8>(), standings()), 0..40),
        from in policies(),
        to in policies(),
        at in 0_usize..40,
    ) {
        let found: Vec<_> = (0..).zip(found).map(|(number, (user, standing))| identity(number, user, standing)).collect();
        let goes = policy_change(&found, to);
        let left: Vec<_> = found.iter().copied().filter(|identity| !goes.contains(identity)).collect();
        prop_assert!(left.iter().all(|identity| to.fate(identity.standing) == Fate::Stays));
        prop_assert!(goes.iter().all(|identity| !matches!(identity.standing, Verified | Api | AgentChecked | AgentUnchecked)));
        prop_assert_eq!(policy_change(&left, to), []);
        // Counted in two pieces or in one, the preview is the same.
        let (first, second) = found.split_at(at.min(found.len()));
        prop_assert_eq!(summary(from, to, &[first, second]), summary(from, to, &[&found]));
        let whole = summary(from, to, &[&found]);
        prop_assert_eq!(whole.removed + whole.returned, i64::try_from(goes.len()).unwrap());
    }
}
