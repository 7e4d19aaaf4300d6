//! The contract of `settings`.

use bonafide_domain::{
    channel::OnFailure,
    id::SettingId,
    namespace::Namespace,
    setting::{AddressTrust, SettingKind},
};
use bonafide_store::{
    channels::{self, Channel},
    keys::{self, NewKey},
    made_settings, params,
    settings::{self, Setting},
};

use crate::{
    furnish::{CHANNEL, SETTING, channel, id, portal},
    world::{HOME, NOBODY, on_both},
};

const OURS: Setting = Setting {
    id: SETTING,
    kind: SettingKind::SigningKeys,
    address_trust: AddressTrust::Trusted,
    on_failure: OnFailure::Anonymous,
};
const CHAT: SettingId = id(2);

on_both! {
    fn the_accounts_setting_is_the_oldest_of_signing_keys(world) {
        assert_eq!(world.write(settings::find_signing_keys), Some(SETTING));
        world.write(|tx| settings::insert(tx, id(2), SettingKind::SigningKeys, ""));
        world.write(|tx| settings::insert(tx, SettingId::ZERO, SettingKind::SharedSecret, ""));
        assert_eq!(world.write(settings::find_signing_keys), Some(SETTING));
        assert_eq!(
            world.refused(|tx| settings::insert(tx, SETTING, SettingKind::SharedSecret, "again")),
            "authentication_settings_pkey"
        );
        assert_eq!(world.try_in(NOBODY, settings::find_signing_keys), Ok(None));
    }

    fn a_deleted_setting_is_not_found(world) {
        world.write(|tx| {
            let sql = "UPDATE authentication_settings SET deleted_at = 1 WHERE account_id = $1";
            tx.execute(sql, params![&HOME])
        });
        assert_eq!(world.write(settings::find_signing_keys), None);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)), None);
        assert_eq!(world.write(settings::of_channels), []);
        assert_eq!(world.write(|tx| settings::take_for_secret(tx, SETTING)), None);
        assert!(!world.write(|tx| settings::set_address_trust(tx, SETTING, AddressTrust::Trusted)));
    }

    fn a_setting_has_a_name_also_once_it_is_deleted(world) {
        let name = |id| world.write(move |tx| settings::find_name(tx, id));
        assert_eq!(name(SETTING), Some(("Home".to_owned(), SettingKind::SigningKeys)));
        assert_eq!(name(CHAT), None);
        world.write(|tx| {
            let sql = "UPDATE authentication_settings SET deleted_at = 1 WHERE account_id = $1";
            tx.execute(sql, params![&HOME])
        });
        assert_eq!(name(SETTING).map(|(name, _)| name).as_deref(), Some("Home"));
        assert_eq!(world.write(|tx| settings::find_namespace(tx, SETTING)), None, "nothing new is put there");
        assert_eq!(world.elsewhere(|tx| settings::find_name(tx, CHAT)), None);
    }

    fn res_13_a_setting_has_a_namespace(world) {
        let portal = portal(7);
        let namespace = portal.namespace;
        world.write(move |tx| made_settings::insert(tx, &portal));
        let of = |id: SettingId| world.write(move |tx| settings::find_namespace(tx, id));
        assert_eq!((of(SETTING), of(id(7)), of(id(99))), (Some(Namespace::Account), Some(namespace), None));
        assert_eq!(world.elsewhere(|tx| settings::find_namespace(tx, id(7))), None);
    }

    fn a_channel_has_its_setting(world) {
        world.write(|tx| {
            settings::insert(tx, CHAT, SettingKind::SharedSecret, "chat")?;
            channels::insert(tx, &Channel { on_failure: OnFailure::Refuse, ..channel(2, "chat") }, CHAT)
        });
        let chat = Setting {
            id: CHAT,
            kind: SettingKind::SharedSecret,
            address_trust: AddressTrust::NotTrusted,
            on_failure: OnFailure::Refuse,
        };
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)), Some(OURS));
        assert_eq!(world.write(|tx| settings::of_channel(tx, id(2))), Some(chat));
        assert_eq!(world.write(|tx| settings::of_channel(tx, id(99))), None);
        assert_eq!(world.write(settings::of_channels), [(CHANNEL, OURS), (id(2), chat)]);
        assert_eq!(world.elsewhere(settings::of_channels), [(CHANNEL, OURS)]);
        assert_eq!(world.try_in(NOBODY, settings::of_channels), Ok(vec![]));
    }

    fn res_12_addresses_are_trusted_of_signing_keys_and_of_others_by_an_administrators_word(world) {
        world.write(|tx| {
            settings::insert(tx, CHAT, SettingKind::SharedSecret, "chat")?;
            channels::insert(tx, &channel(2, "chat"), CHAT)
        });
        let trust = || world.write(|tx| settings::of_channel(tx, id(2))).unwrap().address_trust;
        assert_eq!(trust(), AddressTrust::NotTrusted);
        for given in AddressTrust::ALL {
            assert!(world.write(move |tx| settings::set_address_trust(tx, CHAT, given)));
            assert_eq!(trust(), given);
        }
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)), Some(OURS));
    }

    fn cht_1_secrets_are_numbered_from_one(world) {
        world.write(|tx| settings::insert(tx, CHAT, SettingKind::SharedSecret, "chat"));
        for number in 1..4 {
            assert_eq!(world.write(|tx| settings::take_for_secret(tx, CHAT)), Some(number));
        }
    }

    fn res_13_a_chats_secret_shares_the_accounts_namespace_and_is_no_signing_key(world) {
        world.write(|tx| {
            settings::insert(tx, CHAT, SettingKind::SharedSecret, "chat")?;
            let secret = NewKey {
                id: id(9),
                setting: CHAT,
                name: "key 1",
                first_six: "",
                sealed_secret: &[1],
                made_by: None,
            };
            keys::insert(tx, &secret)
        });
        let found = world.write(|tx| keys::find_verifying(tx, id(9))).unwrap();
        assert_eq!((found.kind, found.namespace), (SettingKind::SharedSecret, Namespace::Account));
        assert_eq!(world.write(keys::all).len(), 1, "KEY-5: the list is of signing keys");
    }
}
