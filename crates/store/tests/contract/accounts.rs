//! The contract of `accounts`.

use bonafide_domain::{
    id::Id,
    identity::{EmailPolicy, JoinPolicy},
    limits,
    mode::Mode,
    retention::{Days, Retention},
    time::Span,
};
use bonafide_store::{
    StoreError,
    accounts::{self, EmailPolicySetting},
    params,
};

use crate::{
    furnish::{id, texts},
    world::{BEGIN, HOME, NOBODY, OTHER, on_both},
};

on_both! {
    fn ses_4_a_new_account_has_the_limits_of_the_rules(world) {
        let settings = world.write(accounts::find_login_settings).unwrap();
        assert_eq!(settings.session_limit, limits::SESSION);
        assert_eq!(settings.greatest_token_age, None);
    }

    fn eml_1_a_new_account_takes_verified_addresses_only(world) {
        let setting = world.write(accounts::find_email_policy).unwrap();
        assert_eq!(setting, EmailPolicySetting { policy: EmailPolicy::VerifiedOnly, since: BEGIN });
        let settings = world.write(accounts::find_login_settings).unwrap();
        assert_eq!((settings.email_conflicts, settings.token_age_mode), (Mode::Enforced, Mode::Enforced));
    }

    fn eml_6_a_policy_is_in_force_from_when_it_was_set(world) {
        for policy in EmailPolicy::ALL {
            world.later(5);
            let setting = world.write(move |tx| {
                accounts::set_email_policy(tx, policy)?;
                Ok((accounts::find_email_policy(tx)?, tx.now()))
            });
            assert_eq!(setting, (Some(EmailPolicySetting { policy, since: setting.1 }), setting.1));
        }
        let others = world.elsewhere(accounts::find_email_policy).unwrap();
        assert_eq!(others.policy, EmailPolicy::VerifiedOnly);
        assert_eq!(world.try_in(NOBODY, accounts::find_email_policy), Ok(None));
    }

    fn mrg_11_when_something_is_joined_without_asking_is_set(world) {
        assert_eq!(world.write(accounts::find_join_policy), Some(JoinPolicy::WithinHalfAnHour));
        for policy in JoinPolicy::ALL {
            world.write(move |tx| accounts::set_join_policy(tx, policy));
            assert_eq!(world.write(accounts::find_join_policy), Some(policy));
        }
        assert_eq!(world.elsewhere(accounts::find_join_policy), Some(JoinPolicy::WithinHalfAnHour));
        assert_eq!(world.try_in(NOBODY, accounts::find_join_policy), Ok(None));
    }

    fn what_can_refuse_a_login_is_set(world) {
        let set = |greatest, age, conflicts| {
            let settings = world.write(move |tx| {
                accounts::set_greatest_token_age(tx, greatest, age)?;
                accounts::set_email_conflicts(tx, conflicts)?;
                accounts::find_login_settings(tx)
            });
            let settings = settings.unwrap();
            assert_eq!(settings.greatest_token_age, greatest);
            assert_eq!((settings.token_age_mode, settings.email_conflicts), (age, conflicts));
        };
        set(Some(Span::minutes(5)), Mode::ReportOnly, Mode::Enforced);
        set(None, Mode::Enforced, Mode::ReportOnly);
        let others = world.elsewhere(accounts::find_login_settings).unwrap();
        assert_eq!((others.greatest_token_age, others.email_conflicts), (None, Mode::Enforced));
    }

    fn an_account_is_made_once(world) {
        assert_eq!(world.refused(|tx| accounts::insert(tx, "again")), "accounts_pkey");
    }

    fn an_account_is_called_anything(world) {
        for (number, name) in (20_u8..).zip(texts()) {
            let kept = world.try_in(id(number), move |tx| {
                accounts::insert(tx, &name)?;
                let account = tx.account();
                let row = tx.row("SELECT name FROM accounts WHERE id = $1", params![&account])?;
                Ok(row.unwrap().get::<String>(0)? == name)
            });
            assert_eq!(kept, Ok(true));
        }
    }

    fn all_accounts_come_oldest_first(world) {
        for number in [3, 200, 100] {
            assert_eq!(world.try_in(id(number), |tx| accounts::insert(tx, "new")), Ok(()));
        }
        let all = [id(3), OTHER, HOME, id(100), id(200)];
        assert_eq!(world.try_in(Id::ZERO, accounts::all).unwrap(), all);
    }

    fn limits_are_read_as_they_were_set(world) {
        let largest = world.write(|tx| {
            let sql = "UPDATE accounts SET session_limit = $2, greatest_token_age = $2 WHERE id = $1";
            tx.execute(sql, params![&HOME, i64::MAX])?;
            accounts::find_login_settings(tx)
        });
        let largest = largest.unwrap();
        assert_eq!(largest.session_limit, Span::millis(i64::MAX));
        assert_eq!(largest.greatest_token_age, Some(Span::millis(i64::MAX)));
    }

    fn an_account_that_is_not_there_has_no_settings(world) {
        assert_eq!(world.try_in(NOBODY, accounts::find_login_settings), Ok(None));
    }

    fn key_7_conversation_metadata_is_off_until_it_is_turned_on(world) {
        assert!(!world.write(accounts::has_conversation_metadata));
        for _ in 0..2 {
            world.write(accounts::turn_on_conversation_metadata);
            assert!(world.write(accounts::has_conversation_metadata));
        }
        assert!(!world.elsewhere(accounts::has_conversation_metadata));
        assert_eq!(world.try_in(NOBODY, accounts::has_conversation_metadata), Ok(false));
    }

    fn a_counter_counts_from_one_and_by_itself(world) {
        let numbers = world.write(|tx| {
            let first = accounts::next_number(tx, "ticket")?;
            let second = accounts::next_number(tx, "ticket")?;
            Ok([first, second, accounts::next_number(tx, "")?])
        });
        assert_eq!(numbers, [1, 2, 1]);
        assert_eq!(world.write(|tx| accounts::next_number(tx, "ticket")), 3);
    }

    fn a_number_whose_transaction_was_undone_is_given_again(world) {
        assert_eq!(world.write(|tx| accounts::next_number(tx, "ticket")), 1);
        let undone = world.try_in(HOME, |tx| {
            accounts::next_number(tx, "ticket")?;
            Err::<(), _>(StoreError::Busy)
        });
        assert_eq!(undone, Err(StoreError::Busy));
        assert_eq!(world.write(|tx| accounts::next_number(tx, "ticket")), 2);
    }

    fn an_account_that_is_not_there_counts_nothing(world) {
        let counted = world.try_in(NOBODY, |tx| accounts::next_number(tx, "ticket"));
        assert!(matches!(counted, Err(StoreError::Bug(_))), "{counted:?}");
    }

    fn see_6_a_new_account_keeps_its_logs_for_a_set_time(world) {
        let kept = Retention { login_log: Days::kept(90), audit_log: Days::kept(730) };
        assert_eq!(world.write(accounts::find_retention), Some(kept));
        let other = Retention { login_log: Days::kept(7), audit_log: Days::kept(200) };
        world.write(move |tx| accounts::set_retention(tx, other));
        assert_eq!(world.write(accounts::find_retention), Some(other));
        assert_eq!(world.elsewhere(accounts::find_retention), Some(kept));
        assert_eq!(world.try_in(NOBODY, accounts::find_retention), Ok(None));
    }
}
