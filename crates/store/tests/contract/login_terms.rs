//! The contract of `login_terms`.

use bonafide_domain::{
    id::ChannelId,
    identity::JoinPolicy,
    limits,
    mode::Mode,
    setting::{AddressTrust, SettingKind},
    time::Millis,
};
use bonafide_store::{
    Result, Tx, accounts, channels, keys,
    login_terms::{self, KeyTerm, KeyTerms, LoginTerms},
    made_settings, params, secrets, settings,
};

use crate::{
    furnish::{CHANNEL, KEY, SETTING, id, key, new_key, portal},
    world::{NOBODY, World, on_both},
};

fn granted(tx: &mut Tx<'_>) -> Result<Option<KeyTerms>> {
    Ok(match login_terms::find(tx, CHANNEL, KEY)? {
        Some(LoginTerms::Granted(terms)) => Some(terms),
        Some(LoginTerms::NoKey | LoginTerms::NotOnThisChannel) | None => None,
    })
}

on_both! {
    fn a_key_of_the_channels_setting_is_granted_its_terms(world) {
        let terms = world.write(granted).unwrap();
        assert_eq!((terms.key, terms.key_name), (Some(KeyTerm { id: KEY, epoch: 0 }), "key 1".to_owned()));
        assert_eq!((terms.setting, terms.setting_epoch), (SETTING, 0));
        assert_eq!(terms.session_limit, limits::SESSION);
    }

    fn res_12_whether_addresses_are_trusted_is_among_the_terms(world) {
        assert_eq!(world.write(granted).unwrap().address_trust, AddressTrust::Trusted);
        world.write(|tx| settings::set_address_trust(tx, SETTING, AddressTrust::NotTrusted));
        assert_eq!(world.write(granted).unwrap().address_trust, AddressTrust::NotTrusted);
    }

    fn cht_1_a_key_at_its_end_is_none(world) {
        world.write(|tx| {
            let new = new_key(2, "the next");
            secrets::replace(tx, &new, Some(Millis::new(tx.now().as_i64() + 5)))
        });
        world.later(4);
        assert!(world.write(granted).is_some());
        world.later(1);
        assert_eq!(world.write(|tx| login_terms::find(tx, CHANNEL, KEY)), Some(LoginTerms::NoKey));
    }

    fn omn_18_a_public_key_has_the_terms_of_its_setting(world) {
        let at = |world: &World| world.write(|tx| login_terms::find_of_setting(tx, CHANNEL, id(7)));
        assert_eq!(at(world), Some(LoginTerms::NoKey));
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        assert_eq!(at(world), Some(LoginTerms::NotOnThisChannel));
        world.write(|tx| {
            let channel = channels::find(tx, CHANNEL)?.unwrap();
            channels::set_setting(tx, &channel, Some(id(7)))
        });
        let Some(LoginTerms::Granted(terms)) = at(world) else { panic!("it is granted") };
        assert_eq!((terms.key, terms.key_name), (None, portal(7).name));
        assert_eq!((terms.setting, terms.setting_epoch, terms.address_trust), (id(7), 0, AddressTrust::NotTrusted));
        assert_eq!(terms.session_limit, limits::SESSION);
        world.write(|tx| made_settings::delete(tx, id(7)));
        assert_eq!(at(world), Some(LoginTerms::NoKey));
        assert_eq!(world.write(|tx| login_terms::find_of_setting(tx, id(99), id(7))), None);
        assert_eq!(world.try_in(NOBODY, |tx| login_terms::find_of_setting(tx, CHANNEL, id(7))), Ok(None));
    }

    fn epochs_are_those_of_now(world) {
        world.write(|tx| {
            let account = tx.account();
            keys::end_sessions(tx, KEY)?;
            let sql = "UPDATE authentication_settings SET session_epoch = 7 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&account, &SETTING]).map(drop)
        });
        let terms = world.write(granted).unwrap();
        assert_eq!((terms.key, terms.setting_epoch), (Some(KeyTerm { id: KEY, epoch: 1 }), 7));
    }

    fn res_4_whether_conflicts_refuse_is_among_the_terms(world) {
        assert_eq!(world.write(granted).unwrap().email_conflicts, Mode::Enforced);
        world.write(|tx| accounts::set_email_conflicts(tx, Mode::ReportOnly));
        assert_eq!(world.write(granted).unwrap().email_conflicts, Mode::ReportOnly);
    }

    fn mrg_11_when_something_is_joined_is_among_the_terms(world) {
        for policy in JoinPolicy::ALL {
            world.write(move |tx| accounts::set_join_policy(tx, policy));
            assert_eq!(world.write(granted).unwrap().join_policy, policy);
        }
    }

    fn key_6_a_deleted_key_or_one_of_another_account_is_none(world) {
        assert_eq!(world.write(|tx| login_terms::find(tx, CHANNEL, id(99))), Some(LoginTerms::NoKey));
        world.write(|tx| keys::delete(tx, KEY));
        assert_eq!(world.write(|tx| login_terms::find(tx, CHANNEL, KEY)), Some(LoginTerms::NoKey));
    }

    fn a_key_of_a_deleted_setting_is_none(world) {
        world.write(|tx| {
            let (account, now) = (tx.account(), tx.now());
            let sql = "UPDATE authentication_settings SET deleted_at = $3 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&account, &SETTING, now]).map(drop)
        });
        assert_eq!(world.write(|tx| login_terms::find(tx, CHANNEL, KEY)), Some(LoginTerms::NoKey));
    }

    fn a_channel_accepts_its_own_setting_alone(world) {
        world.write(|tx| {
            let account = tx.account();
            settings::insert(tx, id(2), SettingKind::SigningKeys, "another")?;
            key(tx, 2)?;
            let sql = "UPDATE signing_keys SET setting_id = $3 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&account, &[2_u8; 12], &[2_u8; 12]]).map(drop)
        });
        let found = world.write(|tx| login_terms::find(tx, CHANNEL, id(2)));
        assert_eq!(found, Some(LoginTerms::NotOnThisChannel));
    }

    fn without_a_channel_there_are_no_terms(world) {
        let nowhere: ChannelId = id(99);
        assert_eq!(world.write(move |tx| login_terms::find(tx, nowhere, KEY)), None);
        assert_eq!(world.try_in(NOBODY, |tx| login_terms::find(tx, CHANNEL, KEY)), Ok(None));
        world.write(|tx| {
            let (account, now) = (tx.account(), tx.now());
            let sql = "UPDATE channels SET deleted_at = $3 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&account, &CHANNEL, now]).map(drop)
        });
        assert_eq!(world.write(|tx| login_terms::find(tx, CHANNEL, KEY)), None);
    }
}
