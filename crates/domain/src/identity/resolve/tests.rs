//! The table on addresses, cell by cell.

use EmailPolicy::{AnyoneMayClaim, VerifiedAndUnverified, VerifiedOnly};
use EmailVerified::{No, Unsaid, Yes};
use Standing::{AgentChecked, AgentUnchecked, Api, Claimed, Form, Unverified, Verified};

use super::*;
use crate::identity::{Attached, AttachedBy};

/// Whoever has the external id of the token.
const U: UserId = UserId::from_bytes([1; 12]);
/// Somebody else.
const OTHER: UserId = UserId::from_bytes([2; 12]);

const ALL: [Standing; 6] = [Verified, Unverified, Api, AgentChecked, AgentUnchecked, Form];

/// Whose verified address somebody else claimed.
const OWNER: UserId = UserId::from_bytes([3; 12]);
const CLAIMED: Standing = Claimed { owner: OWNER };

/// What may come of an address, without the numbers of users.
#[derive(Debug, PartialEq, Eq)]
enum Comes {
    Refused,
    To(Who, Address),
    Suggested(Who, Address),
}

const MOVES: Address = Address::Move { from: OTHER };
const VERIFIED: Address = Address::Attach(Attached::Verified);
const UNVERIFIED: Address = Address::Attach(Attached::Unverified);

fn held(external_ids: ExternalIds, standing: Standing) -> Holder {
    Holder { user: OTHER, external_ids, standing }
}

fn comes(known: Option<UserId>, says: EmailVerified, holder: Option<Holder>, policy: EmailPolicy) -> Comes {
    match resolve(known, Some(&Brought { says, holder, primary: None }), policy) {
        Err(EmailConflict { holder: refused }) => {
            assert_eq!(Some(refused), holder.map(|holder| holder.whose()));
            Comes::Refused
        }
        Ok(Resolution { who, address: Some(address), one_person: None }) => Comes::To(who, address),
        Ok(Resolution { who, address: Some(address), one_person: Some(user) }) => {
            assert_eq!(Some(user), holder.map(|holder| holder.whose()));
            Comes::Suggested(who, address)
        }
        Ok(Resolution { address: None, .. }) => panic!("an address was brought"),
    }
}

/// A row of the table: X known and E verified, X known and not, X unknown and E verified, X unknown and not. What a
/// token does not say is not verified.
fn row(holder: Option<Holder>, policy: EmailPolicy, cells: [Comes; 4]) {
    let [known_verified, known_not, unknown_verified, unknown_not] = cells;
    let cell = |known, says| comes(known, says, holder, policy);
    assert_eq!(cell(Some(U), Yes), known_verified, "{holder:?}, X known, E verified");
    assert_eq!(cell(None, Yes), unknown_verified, "{holder:?}, X unknown, E verified");
    for says in [No, Unsaid] {
        assert_eq!(cell(Some(U), says), known_not, "{holder:?}, X known, {says:?}");
        assert_eq!(cell(None, says), unknown_not, "{holder:?}, X unknown, {says:?}");
    }
}

fn stays() -> Comes {
    Comes::To(Who::Known(U), Address::Stays)
}

fn stays_with_nobody_new() -> Comes {
    Comes::To(Who::New, Address::Stays)
}

#[test]
fn res_1_the_holder_of_the_external_id_is_the_user_whatever_the_address() {
    assert_eq!(resolve(Some(U), None, VerifiedOnly).unwrap().who, Who::Known(U));
    for (external_ids, standing) in [(ExternalIds::None, Verified), (ExternalIds::Elsewhere, Verified)] {
        let brought = Brought { says: Yes, holder: Some(held(external_ids, standing)), primary: None };
        assert_eq!(resolve(Some(U), Some(&brought), VerifiedOnly).unwrap().who, Who::Known(U));
    }
    assert_eq!(Who::Known(U).rule(), "RES-1");
}

#[test]
fn res_3_an_unknown_external_id_makes_a_new_user() {
    let resolution = resolve(None, None, VerifiedOnly).unwrap();
    assert_eq!(resolution, Resolution { who: Who::New, address: None, one_person: None });
    assert_eq!((Who::New.user(), Who::New.rule()), (None, "RES-3"));
}

#[test]
fn nobody_holds_it() {
    let known = |address| Comes::To(Who::Known(U), address);
    let new = |address| Comes::To(Who::New, address);
    row(None, VerifiedOnly, [known(VERIFIED), stays(), new(VERIFIED), stays_with_nobody_new()]);
    for policy in [VerifiedAndUnverified, AnyoneMayClaim] {
        row(None, policy, [known(VERIFIED), known(UNVERIFIED), new(VERIFIED), new(UNVERIFIED)]);
    }
}

#[test]
fn eml_8_it_is_the_users_own() {
    let own = |says, standing, policy| {
        let holder = Some(Holder { user: U, external_ids: ExternalIds::Here, standing });
        let resolved = resolve(Some(U), Some(&Brought { says, holder, primary: None }), policy).unwrap();
        assert_eq!((resolved.who, resolved.one_person), (Who::Known(U), None));
        resolved.address
    };
    for policy in EmailPolicy::ALL {
        for standing in ALL {
            assert_eq!(own(Yes, standing, policy), Some(Address::Verify), "{standing:?}");
            assert_eq!(own(Unsaid, standing, policy), Some(Address::Stays), "{standing:?}");
        }
        for standing in [Unverified, Api, AgentChecked, AgentUnchecked, Form] {
            assert_eq!(own(No, standing, policy), Some(Address::Stays), "{standing:?}");
        }
    }
    assert_eq!(own(No, Verified, VerifiedOnly), Some(Address::Release));
    assert_eq!(own(No, Verified, VerifiedAndUnverified), Some(Address::Doubt));
    assert_eq!(own(No, Verified, AnyoneMayClaim), Some(Address::Doubt));
}

#[test]
fn eml_8_an_address_that_is_not_verified_takes_the_place_of_none_that_is() {
    let not_verified = |primary| {
        let brought = Brought { says: Unsaid, holder: None, primary };
        resolve(Some(U), Some(&brought), VerifiedAndUnverified).unwrap().address
    };
    assert_eq!(not_verified(Some(Verified)), Some(Address::Stays));
    assert_eq!(not_verified(Some(Unverified)), Some(UNVERIFIED));
    assert_eq!(not_verified(None), Some(UNVERIFIED));
}

#[test]
fn res_4_another_with_an_external_id_here_holds_it_as_verified() {
    for policy in EmailPolicy::ALL {
        let holder = Some(held(ExternalIds::Here, Verified));
        row(holder, policy, [Comes::Refused, Comes::Refused, Comes::Refused, Comes::Refused]);
    }
}

#[test]
fn res_4_and_res_5_another_with_an_external_id_here_holds_it_and_nobody_verified_it() {
    for policy in EmailPolicy::ALL {
        for standing in [Unverified, Api, AgentChecked, AgentUnchecked, Form] {
            let moves = |who| Comes::To(who, MOVES);
            let cells = [moves(Who::Known(U)), Comes::Refused, moves(Who::New), Comes::Refused];
            row(Some(held(ExternalIds::Here, standing)), policy, cells);
        }
    }
}

#[test]
fn res_13_another_with_an_external_id_elsewhere_only_holds_it() {
    for policy in EmailPolicy::ALL {
        for standing in ALL {
            let suggested = |who| Comes::Suggested(who, Address::Stays);
            let cells = [suggested(Who::Known(U)), stays(), suggested(Who::New), stays_with_nobody_new()];
            row(Some(held(ExternalIds::Elsewhere, standing)), policy, cells);
        }
    }
}

#[test]
fn res_2_and_res_9_another_without_external_id_holds_it_and_it_leads_to_them() {
    for policy in EmailPolicy::ALL {
        for standing in [Verified, Api, AgentChecked] {
            let adopted = Comes::To(Who::Adopted(OTHER), Address::Verify);
            let moves = Comes::Suggested(Who::Known(U), MOVES);
            let cells = [moves, stays(), adopted, stays_with_nobody_new()];
            row(Some(held(ExternalIds::None, standing)), policy, cells);
        }
    }
    assert_eq!((Who::Adopted(OTHER).user(), Who::Adopted(OTHER).rule()), (Some(OTHER), "RES-2"));
}

#[test]
fn res_3_and_res_5_an_address_that_may_be_an_impostors_leads_to_nobody_and_moves() {
    for policy in EmailPolicy::ALL {
        for standing in [Unverified, AgentUnchecked, Form] {
            let moves = |who| Comes::To(who, MOVES);
            let cells = [moves(Who::Known(U)), stays(), moves(Who::New), stays_with_nobody_new()];
            row(Some(held(ExternalIds::None, standing)), policy, cells);
        }
    }
}

/// A login for the very owner of an address that somebody claimed.
fn owners(says: EmailVerified) -> Option<Address> {
    let brought = Brought { says, holder: Some(held(ExternalIds::Here, CLAIMED)), primary: None };
    let resolved = EmailPolicy::ALL.map(|policy| resolve(Some(OWNER), Some(&brought), policy).unwrap());
    let [first, second, third] = resolved;
    assert_eq!((first, second), (second, third));
    assert_eq!((first.who, first.one_person), (Who::Known(OWNER), None));
    first.address
}

#[test]
fn eml_5_a_claimed_address_goes_back_when_its_owner_brings_it_verified() {
    assert_eq!(owners(Yes), Some(MOVES));
    assert_eq!(owners(Unsaid), Some(Address::Stays));
}

#[test]
fn eml_8_a_claimed_address_never_goes_back_once_its_owners_token_says_that_it_is_not_verified() {
    assert_eq!(owners(No), Some(Address::Disown));
}

#[test]
fn eml_5_a_claimed_address_is_still_its_owners_for_res_4_and_for_res_13() {
    for policy in EmailPolicy::ALL {
        let here = Some(held(ExternalIds::Here, CLAIMED));
        row(here, policy, [Comes::Refused, Comes::Refused, Comes::Refused, Comes::Refused]);
        let suggested = |who| Comes::Suggested(who, Address::Stays);
        let cells = [suggested(Who::Known(U)), stays(), suggested(Who::New), stays_with_nobody_new()];
        row(Some(held(ExternalIds::Elsewhere, CLAIMED)), policy, cells);
    }
}

#[test]
fn eml_5_a_claimed_address_is_unverified_for_res_2_and_res_5() {
    for policy in EmailPolicy::ALL {
        let moves = |who| Comes::To(who, MOVES);
        let cells = [moves(Who::Known(U)), stays(), moves(Who::New), stays_with_nobody_new()];
        row(Some(held(ExternalIds::None, CLAIMED)), policy, cells);
    }
}

#[test]
fn eml_5_whoever_claimed_it_is_refused_it_by_a_token_too_while_its_owner_is_here() {
    let holder = Holder { user: U, external_ids: ExternalIds::Here, standing: CLAIMED };
    for says in [Yes, No, Unsaid] {
        let resolved =
            resolve(Some(U), Some(&Brought { says, holder: Some(holder), primary: None }), AnyoneMayClaim);
        assert_eq!(resolved, Err(EmailConflict { holder: OWNER }), "{says:?}");
    }
}

/// Wherever the table refuses, a conflict that is only reported lets the external id decide alone.
#[test]
fn res_4_a_conflict_that_is_only_reported_moves_nothing_and_gives_no_identity() {
    for policy in EmailPolicy::ALL {
        for (standing, says) in
            [(Verified, Yes), (Verified, No), (Form, No), (AgentChecked, Unsaid), (Unverified, No)]
        {
            for (known, who) in [(Some(U), Who::Known(U)), (None, Who::New)] {
                let holder = Some(held(ExternalIds::Here, standing));
                let conflict =
                    resolve(known, Some(&Brought { says, holder, primary: None }), policy).unwrap_err();
                let resolution = conflict.passed_over(known);
                assert_eq!(resolution, Resolution { who, address: Some(Address::Stays), one_person: None });
            }
        }
    }
}

#[test]
fn eml_10_what_is_attached_anew_takes_the_place_of_less_and_never_of_a_tokens_word() {
    use AttachedBy::{Agent, Program};
    let checked = Agent { checked: true };
    let gives_way = |by| ALL.into_iter().chain([CLAIMED]).filter(move |held| held.gives_way_to(by));
    assert_eq!(gives_way(Agent { checked: false }).count(), 0);
    assert!(gives_way(checked).eq([Api, AgentChecked, AgentUnchecked, Form, CLAIMED]));
    assert!(gives_way(Program).eq([AgentUnchecked, Form, CLAIMED]));
    for (by, standing) in
        [(checked, AgentChecked), (Agent { checked: false }, AgentUnchecked), (Program, Api)]
    {
        assert_eq!(by.standing(), standing);
    }
}
