//! The contract of `made_settings`.

use bonafide_domain::{
    code_setting::{ClientAuthentication, CodeFields, IdField, Issuer, RedirectUrl, Scope, TokenAction},
    id::SettingId,
    mode::Mode,
    namespace::Namespace,
    public_key_setting::{ClientFunction, KeysServe, Party, PublicKeyFields},
    setting::{AddressTrust, SettingKind},
    token::{Algorithm, Algorithms},
};
use bonafide_store::{
    channels, fetched_keys,
    made_settings::{self, MadeSetting, SettingFields},
    settings,
};

use crate::{
    furnish::{CHANNEL, SETTING, channel, id, portal},
    world::{NOBODY, World, on_both},
};

const PORTAL: SettingId = id(7);

/// One that says all that can be said.
fn full() -> MadeSetting {
    MadeSetting {
        name: "Portal \u{e9}".to_owned(),
        owner: None,
        namespace: Namespace::Account,
        address_trust: AddressTrust::Trusted,
        fields: SettingFields::PublicKeys(PublicKeyFields {
            url: "https://portal.example:8443/keys?a=%20b".parse().unwrap(),
            client_function: Some(ClientFunction::new("auth.getAuthenticationToken").unwrap()),
            algorithms: Algorithms::new(Algorithm::ALL).unwrap(),
            issuer: Some(Party::new("https://portal.example").unwrap()),
            audience: Some(Party::new("\"chat\"").unwrap()),
            contexts: Mode::ReportOnly,
            keys_serve: KeysServe::seconds(0).unwrap(),
        }),
        ..portal(7)
    }
}

/// One that exchanges codes, with this action.
fn exchanging(byte: u8, action: TokenAction) -> MadeSetting {
    MadeSetting {
        fields: SettingFields::Code(CodeFields {
            token_url: "https://id.example/token".parse().unwrap(),
            redirect_url: RedirectUrl::new("https://shop.example/back?a=b").unwrap(),
            client_id: Party::new("shop-\u{e9}").unwrap(),
            client_authentication: ClientAuthentication::Post,
            scope: Some(Scope::new("openid email").unwrap()),
            action,
        }),
        ..portal(byte)
    }
}

/// One of each action.
fn actions() -> [TokenAction; 4] {
    let url = || "https://id.example/action".parse().unwrap();
    [
        TokenAction::IdToken {
            issuer: Issuer::new("https://id.example/").unwrap(),
            algorithms: Algorithms::new([Algorithm::Es256, Algorithm::Rs256]).unwrap(),
        },
        TokenAction::UserInfo { url: url(), id_field: IdField::default() },
        TokenAction::Introspection { url: url(), id_field: IdField::new("customer").unwrap() },
        TokenAction::Endpoint { url: url() },
    ]
}

fn attach(world: &World, setting: Option<SettingId>) {
    world.write(move |tx| {
        let channel = channels::find(tx, CHANNEL)?.unwrap();
        channels::set_setting(tx, &channel, setting)
    });
}

on_both! {
    fn a_setting_is_read_back_as_it_was_written(world) {
        for setting in [portal(7), MadeSetting { id: id(8), ..full() }] {
            let kept = setting.clone();
            world.write(move |tx| made_settings::insert(tx, &kept));
            let of = setting.id;
            assert_eq!(world.write(move |tx| made_settings::find(tx, of)), Some(setting));
        }
        assert_eq!(world.write(made_settings::all).iter().map(|setting| setting.id).collect::<Vec<_>>(), [id(7), id(8)]);
        assert_eq!(world.write(|tx| made_settings::find(tx, SETTING)), None, "one of signing keys");
        assert_eq!(world.try_in(NOBODY, made_settings::all), Ok(Vec::new()));
        assert_eq!(world.try_in(NOBODY, |tx| made_settings::find(tx, PORTAL)), Ok(None));
    }

    fn omn_11_a_setting_that_exchanges_codes_is_read_back_as_it_was_written(world) {
        for (byte, action) in (20_u8..).zip(actions()) {
            let made = exchanging(byte, action);
            let kept = made.clone();
            world.write(move |tx| made_settings::insert(tx, &kept));
            let of = made.id;
            assert_eq!(world.write(move |tx| made_settings::find(tx, of)), Some(made));
        }
        assert_eq!(world.write(made_settings::all).len(), 4);
    }

    fn omn_11_a_client_secret_is_kept_apart_and_goes_with_its_setting(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        world.write(|tx| made_settings::insert(tx, &portal(8)));
        assert_eq!(world.write(|tx| made_settings::find_secret(tx, PORTAL)), None);
        world.write(|tx| made_settings::set_secret(tx, PORTAL, &[1, 0, 255]));
        assert_eq!(world.write(|tx| made_settings::find_secret(tx, PORTAL)), Some(vec![1, 0, 255]));
        assert!(world.write(|tx| made_settings::find(tx, PORTAL)).unwrap().has_secret);
        assert_eq!(world.write(|tx| made_settings::find_secret(tx, id(8))), None);
        assert_eq!(world.try_in(NOBODY, |tx| made_settings::find_secret(tx, PORTAL)), Ok(None));
        world.write(|tx| made_settings::update(tx, &full()));
        assert!(world.write(|tx| made_settings::find_secret(tx, PORTAL)).is_some(), "a change leaves it alone");
        world.write(|tx| made_settings::delete(tx, PORTAL));
        assert_eq!(world.write(|tx| made_settings::find_secret(tx, PORTAL)), None);
    }

    fn what_can_be_changed_is_changed(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        world.write(|tx| made_settings::insert(tx, &portal(8)));
        assert!(world.write(|tx| made_settings::take(tx, PORTAL)));
        world.write(|tx| made_settings::update(tx, &full()));
        // The namespace is the one that it was made with: ids that are kept in it could not follow.
        let changed = MadeSetting { namespace: portal(7).namespace, ..full() };
        assert_eq!(world.write(|tx| made_settings::find(tx, PORTAL)), Some(changed));
        assert_eq!(world.write(|tx| made_settings::find(tx, id(8))), Some(portal(8)));
        assert!(!world.write(|tx| made_settings::take(tx, SETTING)));
        assert_eq!(world.try_in(NOBODY, |tx| made_settings::take(tx, PORTAL)), Ok(false));
    }

    fn omn_18_a_setting_says_which_channels_it_is_attached_to(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        assert_eq!(world.write(|tx| made_settings::channels(tx, PORTAL)), []);
        world.write(|tx| channels::insert(tx, &channel(2, "second"), PORTAL));
        attach(world, Some(PORTAL));
        let attached: Vec<_> = world.write(|tx| made_settings::channels(tx, PORTAL)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(attached, [CHANNEL, id(2)]);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)).unwrap().kind, SettingKind::PublicKeys);
        attach(world, None);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)), None);
        assert_eq!(world.write(|tx| made_settings::channels(tx, PORTAL)).len(), 1);
        attach(world, Some(PORTAL));
        assert_eq!(world.write(|tx| made_settings::channels(tx, PORTAL)).len(), 2);
        assert_eq!(world.try_in(NOBODY, |tx| made_settings::channels(tx, PORTAL)), Ok(Vec::new()));
    }

    fn a_deleted_setting_is_found_nowhere_and_its_keys_are_gone(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        world.write(|tx| fetched_keys::keep_good(tx, PORTAL, "https://portal.example/keys", tx.now(), "[]"));
        world.write(|tx| made_settings::delete(tx, PORTAL));
        assert_eq!(world.write(|tx| made_settings::find(tx, PORTAL)), None);
        assert_eq!(world.write(made_settings::all), []);
        assert_eq!(world.write(|tx| fetched_keys::find(tx, PORTAL)), None);
        assert!(!world.write(|tx| made_settings::take(tx, PORTAL)));
    }
}
