//! The table on policies, in the column of whoever is not signed in, cell by cell; and what no form can ever do.

use EmailPolicy::{AnyoneMayClaim, VerifiedAndUnverified, VerifiedOnly};
use Standing::{AgentChecked, AgentUnchecked, Api, Claimed, Form, Unverified, Verified};
use proptest::{option, prelude::*, sample::select};

use super::*;
use crate::{
    email::EmailVerified,
    identity::{Address, Attached, Brought, ExternalIds, Holder, resolve},
};

const GIVER: UserId = UserId::from_bytes([1; 12]);
const OTHER: UserId = UserId::from_bytes([2; 12]);
const OWNER: UserId = UserId::from_bytes([3; 12]);

const ALL: [Standing; 7] =
    [Verified, Unverified, Api, AgentChecked, AgentUnchecked, Form, Claimed { owner: OWNER }];

/// What comes of the address for the giver.
fn given(held: Option<Held>, policy: EmailPolicy) -> Becomes {
    match claim(Giver::NotSignedIn(GIVER), held.as_ref(), policy) {
        Claim::Replaces(becomes) => becomes,
        Claim::TranscriptAlone => panic!("the giver is not signed in"),
    }
}

fn held(standing: Standing, has_session: bool) -> Held {
    Held { by: OTHER, standing, has_session }
}

#[test]
fn eml_2_nobody_holds_it() {
    assert_eq!(given(None, VerifiedOnly), Becomes::NoIdentity);
    assert_eq!(given(None, VerifiedAndUnverified), Becomes::Theirs);
    assert_eq!(given(None, AnyoneMayClaim), Becomes::Theirs);
}

#[test]
fn eml_3_whoever_holds_it_keeps_it() {
    for policy in [VerifiedOnly, VerifiedAndUnverified] {
        for (standing, has_session) in ALL.into_iter().flat_map(|it| [(it, true), (it, false)]) {
            let becomes = given(Some(held(standing, has_session)), policy);
            assert_eq!(becomes, Becomes::NoIdentity, "{policy:?} {standing:?} {has_session}");
        }
    }
}

#[test]
fn eml_5_where_anyone_may_claim_a_verified_owner_without_a_session_loses_it() {
    assert_eq!(given(Some(held(Verified, false)), AnyoneMayClaim), Becomes::TakenFrom(OTHER));
    assert_eq!(given(Some(held(Verified, true)), AnyoneMayClaim), Becomes::NoIdentity);
}

#[test]
fn eml_5_an_earlier_claimer_and_whoever_holds_it_otherwise_keep_it() {
    for standing in ALL.into_iter().filter(|standing| *standing != Verified) {
        for has_session in [true, false] {
            assert_eq!(
                given(Some(held(standing, has_session)), AnyoneMayClaim),
                Becomes::NoIdentity,
                "{standing:?}"
            );
        }
    }
}

#[test]
fn eml_9_what_is_the_givers_already_stays_theirs() {
    for (standing, policy) in ALL.into_iter().flat_map(|it| EmailPolicy::ALL.map(|policy| (it, policy))) {
        let own = Some(Held { by: GIVER, standing, has_session: true });
        assert_eq!(given(own, policy), Becomes::StaysTheirs, "{standing:?} {policy:?}");
    }
}

#[test]
fn eml_8_what_somebody_signed_in_types_stays_in_the_transcript() {
    for policy in EmailPolicy::ALL {
        for held in [None, Some(held(Form, false)), Some(held(Verified, false))] {
            assert_eq!(claim(Giver::SignedIn, held.as_ref(), policy), Claim::TranscriptAlone);
        }
    }
}

#[test]
fn eml_5_a_claimed_address_goes_back_to_its_owner_and_no_other_does() {
    for standing in ALL {
        let owner = matches!(standing, Claimed { .. }).then_some(OWNER);
        assert_eq!(standing.goes_back_to(), owner, "{standing:?}");
    }
}

#[test]
fn eml_9_what_a_form_gave_is_what_a_newer_one_replaces() {
    let by_form: Vec<_> = ALL.into_iter().filter(|standing| standing.is_a_forms()).collect();
    assert_eq!(by_form, [Form, Claimed { owner: OWNER }]);
    assert!(!by_form.iter().any(|standing| standing.is_a_tokens())); // EML-7
}

/// A login with the address, after a form has given it to [`GIVER`].
fn login(known: Option<UserId>, says: EmailVerified, standing: Standing) -> Option<(UserId, Address)> {
    let holder = Holder { user: GIVER, external_ids: ExternalIds::None, standing };
    let brought = Brought { says, holder: Some(holder), primary: None };
    let resolution = resolve(known, Some(&brought), AnyoneMayClaim).ok()?;
    Some((resolution.who.user().unwrap_or(OTHER), resolution.address?))
}

proptest! {
    #[test]
    fn eml_no_form_ever_yields_a_verified_identity_or_takes_more_than_one_that_nobody_uses(
        policy in select(&EmailPolicy::ALL[..]),
        held in option::of((select(vec![GIVER, OTHER]), select(&ALL[..]), any::<bool>())),
    ) {
        let held = held.map(|(by, standing, has_session)| Held { by, standing, has_session });
        prop_assert_eq!(claim(Giver::SignedIn, held.as_ref(), policy), Claim::TranscriptAlone);
        let becomes = given(held, policy);
        // What the giver has after: nothing that counts as verified.
        let standing = match becomes {
            Becomes::NoIdentity => None,
            Becomes::StaysTheirs => held.map(|held| held.standing),
            Becomes::Theirs => Some(Form),
            Becomes::TakenFrom(owner) => Some(Claimed { owner }),
        };
        let was_theirs = held.filter(|held| held.by == GIVER).map(|held| held.standing);
        prop_assert!(standing != Some(Verified) || was_theirs == Some(Verified));
        // Whoever loses it had it verified, has no session, and the policy lets anyone claim.
        if let Becomes::TakenFrom(owner) = becomes {
            prop_assert_eq!(held, Some(Held { by: owner, standing: Verified, has_session: false }));
            prop_assert_eq!(policy, AnyoneMayClaim);
        }
    }

    #[test]
    fn res_3_no_login_is_led_to_whoever_typed_its_address(
        known in option::of(select(vec![OTHER, OWNER])),
        says in select(vec![EmailVerified::Yes, EmailVerified::No, EmailVerified::Unsaid]),
        standing in select(vec![Form, Claimed { owner: OWNER }]),
    ) {
        if let Some((user, address)) = login(known, says, standing) {
            prop_assert_ne!(user, GIVER);
            prop_assert_ne!(address, Address::Verify);
            prop_assert_ne!(address, Address::Attach(Attached::Verified));
        }
    }
}
