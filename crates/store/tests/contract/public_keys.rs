//! The contract of `public_keys`.

use bonafide_domain::{
    id::SettingId,
    mode::Mode,
    namespace::Namespace,
    public_key_setting::{ClientFunction, KeysServe, Party, PublicKeyFields},
    setting::{AddressTrust, SettingKind},
    token::{Algorithm, Algorithms},
};
use bonafide_store::{
    channels, fetched_keys,
    public_keys::{self, PublicKeySetting},
    settings,
};

use crate::{
    furnish::{CHANNEL, SETTING, channel, id, portal},
    world::{NOBODY, World, on_both},
};

const PORTAL: SettingId = id(7);

/// One that says all that can be said.
fn full() -> PublicKeySetting {
    PublicKeySetting {
        name: "Portal \u{e9}".to_owned(),
        owner: None,
        namespace: Namespace::Account,
        address_trust: AddressTrust::Trusted,
        fields: PublicKeyFields {
            url: "https://portal.example:8443/keys?a=%20b".parse().unwrap(),
            client_function: Some(ClientFunction::new("auth.getAuthenticationToken").unwrap()),
            algorithms: Algorithms::new(Algorithm::ALL).unwrap(),
            issuer: Some(Party::new("https://portal.example").unwrap()),
            audience: Some(Party::new("\"chat\"").unwrap()),
            contexts: Mode::ReportOnly,
            keys_serve: KeysServe::seconds(0).unwrap(),
        },
        ..portal(7)
    }
}

fn attach(world: &World, setting: Option<SettingId>) {
    world.write(move |tx| {
        let channel = channels::find(tx, CHANNEL)?.unwrap();
        channels::set_setting(tx, &channel, setting)
    });
}

on_both! {
    fn a_setting_is_read_back_as_it_was_written(world) {
        for setting in [portal(7), PublicKeySetting { id: id(8), ..full() }] {
            let kept = setting.clone();
            world.write(move |tx| public_keys::insert(tx, &kept));
            let of = setting.id;
            assert_eq!(world.write(move |tx| public_keys::find(tx, of)), Some(setting));
        }
        assert_eq!(world.write(public_keys::all).iter().map(|setting| setting.id).collect::<Vec<_>>(), [id(7), id(8)]);
        assert_eq!(world.write(|tx| public_keys::find(tx, SETTING)), None, "one of signing keys");
        assert_eq!(world.try_in(NOBODY, public_keys::all), Ok(Vec::new()));
        assert_eq!(world.try_in(NOBODY, |tx| public_keys::find(tx, PORTAL)), Ok(None));
    }

    fn what_can_be_changed_is_changed(world) {
        world.write(|tx| public_keys::insert(tx, &portal(7)));
        world.write(|tx| public_keys::insert(tx, &portal(8)));
        assert!(world.write(|tx| public_keys::take(tx, PORTAL)));
        world.write(|tx| public_keys::update(tx, &full()));
        // The namespace is the one that it was made with: ids that are kept in it could not follow.
        let changed = PublicKeySetting { namespace: portal(7).namespace, ..full() };
        assert_eq!(world.write(|tx| public_keys::find(tx, PORTAL)), Some(changed));
        assert_eq!(world.write(|tx| public_keys::find(tx, id(8))), Some(portal(8)));
        assert!(!world.write(|tx| public_keys::take(tx, SETTING)));
        assert_eq!(world.try_in(NOBODY, |tx| public_keys::take(tx, PORTAL)), Ok(false));
    }

    fn omn_18_a_setting_says_which_channels_it_is_attached_to(world) {
        world.write(|tx| public_keys::insert(tx, &portal(7)));
        assert_eq!(world.write(|tx| public_keys::channels(tx, PORTAL)), []);
        world.write(|tx| channels::insert(tx, &channel(2, "second"), PORTAL));
        attach(world, Some(PORTAL));
        let attached: Vec<_> = world.write(|tx| public_keys::channels(tx, PORTAL)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(attached, [CHANNEL, id(2)]);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)).unwrap().kind, SettingKind::PublicKeys);
        attach(world, None);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)), None);
        assert_eq!(world.write(|tx| public_keys::channels(tx, PORTAL)).len(), 1);
        attach(world, Some(PORTAL));
        assert_eq!(world.write(|tx| public_keys::channels(tx, PORTAL)).len(), 2);
        assert_eq!(world.try_in(NOBODY, |tx| public_keys::channels(tx, PORTAL)), Ok(Vec::new()));
    }

    fn a_deleted_setting_is_found_nowhere_and_its_keys_are_gone(world) {
        world.write(|tx| public_keys::insert(tx, &portal(7)));
        world.write(|tx| fetched_keys::keep_good(tx, PORTAL, "https://portal.example/keys", tx.now(), "[]"));
        world.write(|tx| public_keys::delete(tx, PORTAL));
        assert_eq!(world.write(|tx| public_keys::find(tx, PORTAL)), None);
        assert_eq!(world.write(public_keys::all), []);
        assert_eq!(world.write(|tx| fetched_keys::find(tx, PORTAL)), None);
        assert!(!world.write(|tx| public_keys::take(tx, PORTAL)));
    }
}
