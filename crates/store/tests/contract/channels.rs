//! The contract of `channels`.

use bonafide_domain::{
    channel::{ChannelKind, OnFailure},
    id::{BrandId, ChannelId, SettingId},
    mode::Mode,
    sign_in_page::SignInPage,
};
use bonafide_store::{
    StoreError,
    channels::{self, Channel},
    made_settings, params, settings,
};

use crate::{
    furnish::{BRAND, CHANNEL, SETTING, channel, id, portal, texts},
    world::{HOME, NOBODY, on_both},
};

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

on_both! {
    fn the_first_brand_is_the_oldest(world) {
        world.write(|tx| channels::insert_brand(tx, BrandId::ZERO, ""));
        assert_eq!(world.write(channels::find_first_brand), Some(BrandId::ZERO));
        assert_eq!(world.elsewhere(channels::find_first_brand), Some(BRAND));
        assert_eq!(world.try_in(NOBODY, channels::find_first_brand), Ok(None));
    }

    fn brands_are_listed_oldest_first(world) {
        world.write(|tx| channels::insert_brand(tx, BrandId::ZERO, "Old"));
        let names = |brands: Vec<channels::Brand>| brands.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>();
        let listed = names(world.write(channels::brands));
        assert_eq!((listed.len(), &listed[0], listed[1].0), (2, &(BrandId::ZERO, "Old".to_owned()), BRAND));
        assert_eq!(names(world.elsewhere(channels::brands)).len(), 1);
        assert_eq!(world.try_in(NOBODY, channels::brands), Ok(vec![]));
    }

    fn a_channel_is_found_as_it_was_made(world) {
        for (number, (name, kind)) in
            (20_u8..).zip(texts().into_iter().zip(ChannelKind::ALL.into_iter().cycle()))
        {
            let color = (number % 3 == 0).then(|| "#0a7d5a".parse().unwrap());
            let login_required_mode = Mode::ALL[usize::from(number % 2)];
            let login_required = number % 3 == 0;
            let on_failure = OnFailure::ALL[usize::from(number % 2)];
            let made = Channel { kind, color, login_required, login_required_mode, on_failure,
                asks_for_contact: number % 3 == 1, multiple_conversations: number % 2 == 0, ..channel(number, &name) };
            let required = made.login_required.then_some(login_required_mode);
            assert_eq!(made.requires_login(), required);
            let kept = made.clone();
            let found = world.write(move |tx| {
                channels::insert(tx, &kept, SETTING)?;
                channels::find(tx, kept.id)
            });
            assert_eq!(found, Some(made));
        }
    }

    fn an_unknown_channel_is_not_found(world) {
        assert_eq!(world.write(|tx| channels::find(tx, ChannelId::ZERO)), None);
        assert_eq!(world.try_in(NOBODY, |tx| channels::find(tx, CHANNEL)), Ok(None));
        assert_eq!(world.elsewhere(|tx| channels::find(tx, CHANNEL)).unwrap().name, "Other channel");
    }

    fn a_channel_needs_a_brand_and_a_setting_of_its_own_account(world) {
        let strange = Channel { brand: id(99), ..channel(2, "") };
        assert!(world.impossible(move |tx| channels::insert(tx, &strange, SETTING)));
        assert!(world.impossible(|tx| channels::insert(tx, &channel(2, ""), SettingId::ZERO)));
    }

    fn all_channels_come_oldest_first_and_deleted_ones_never(world) {
        world.write(|tx| {
            for number in [5, 3, 4] {
                channels::insert(tx, &channel(number, "more"), SETTING)?;
            }
            tx.execute(
                "UPDATE channels SET deleted_at = 1 WHERE account_id = $1 AND id = $2",
                params![&HOME, &id::<()>(4)],
            )
        });
        let ids = world.write(channels::all).into_iter().map(|channel| channel.id).collect::<Vec<_>>();
        assert_eq!(ids, [CHANNEL, id(3), id(5)]);
        assert_eq!(world.write(|tx| channels::find(tx, id(4))), None);
        assert_eq!(world.elsewhere(channels::all).len(), 1);
        for (channel, is_there) in [(CHANNEL, true), (id(3), true), (id(4), false), (id(9), false)] {
            assert_eq!(world.write(move |tx| channels::take(tx, channel)), is_there);
        }
        assert_eq!(world.try_in(NOBODY, |tx| channels::take(tx, CHANNEL)), Ok(false));
    }

    fn ses_6_see_5_and_mrg_9_what_can_be_changed_changes_and_nothing_else(world) {
        let color = Some("#0a7d5a".parse().unwrap());
        let sign_in_page: Option<SignInPage> = Some("https://shop.example/login?back={return}".parse().unwrap());
        let changed = Channel {
            login_required: true,
            asks_for_contact: false,
            multiple_conversations: true,
            on_failure: OnFailure::Refuse,
            color,
            sign_in_page: sign_in_page.clone(),
            kind: ChannelKind::Chat,
            public_key: "changed".to_owned(),
            ..channel(1, "A new name")
        };
        assert!(world.write(move |tx| channels::update(tx, &changed)));
        let found = world.write(|tx| channels::find(tx, CHANNEL)).unwrap();
        assert_eq!(found, Channel { login_required: true, asks_for_contact: false, multiple_conversations: true,
            on_failure: OnFailure::Refuse, color, sign_in_page,
            ..channel(1, "A new name") });

        assert!(world.write(|tx| channels::update(tx, &channel(1, "And back"))));
        assert_eq!(world.write(|tx| channels::find(tx, CHANNEL)).unwrap(), channel(1, "And back"));
    }

    fn a_colour_that_is_none_is_corrupt(world) {
        world.write(|tx| tx.execute("UPDATE channels SET color = 'red' WHERE account_id = $1", params![&HOME]));
        let read = world.try_in(HOME, |tx| channels::find(tx, CHANNEL));
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    }

    fn omn_14_a_sign_in_page_that_is_none_is_corrupt(world) {
        world.write(|tx| {
            let bad = "UPDATE channel_authentication SET sign_in_page = 'javascript:x' WHERE account_id = $1";
            tx.execute(bad, params![&HOME])
        });
        let read = world.try_in(HOME, |tx| channels::find(tx, CHANNEL));
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    }

    fn omn_18_another_setting_takes_the_place_of_the_one_before(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        world.write(|tx| made_settings::insert(tx, &portal(8)));
        world.write(|tx| channels::insert(tx, &Channel { login_required: false, ..channel(2, "live chat") }, None));
        let set = |setting: Option<SettingId>| {
            world.write(move |tx| {
                let channel = channels::find(tx, id(2))?.unwrap();
                channels::set_setting(tx, &channel, setting)
            });
            world.write(|tx| settings::of_channel(tx, id(2))).map(|setting| setting.id)
        };
        // What is switched on for a channel that had no setting is not only reported.
        assert_eq!(world.write(|tx| channels::find(tx, id(2))).unwrap().login_required_mode, Mode::Enforced);
        assert_eq!(set(Some(id(7))), Some(id(7)));
        assert_eq!(world.write(|tx| channels::find(tx, id(2))).unwrap().login_required_mode, Mode::Enforced);
        world.write(|tx| {
            let required = Channel { login_required: true, ..channels::find(tx, id(2))?.unwrap() };
            channels::update(tx, &required)
        });
        // What the channel does about logins stays while it has a setting.
        assert_eq!(set(Some(id(8))), Some(id(8)));
        assert!(world.write(|tx| channels::find(tx, id(2))).unwrap().login_required);
        assert_eq!(set(None), None);
        assert!(!world.write(|tx| channels::find(tx, id(2))).unwrap().login_required);
        assert_eq!(world.write(|tx| settings::of_channel(tx, CHANNEL)).map(|setting| setting.id), Some(SETTING));
    }

    fn a_channel_that_is_not_there_is_not_changed(world) {
        assert!(!world.write(|tx| channels::update(tx, &channel(99, "nothing"))));
        world.write(|tx| {
            tx.execute("UPDATE channels SET deleted_at = 1 WHERE account_id = $1", params![&HOME])
        });
        assert!(!world.write(|tx| channels::update(tx, &channel(1, "deleted"))));
    }

    fn origins_are_replaced_as_a_whole_and_come_in_order(world) {
        let origins = || world.write(|tx| channels::origins(tx, CHANNEL));
        assert_eq!(origins(), [""; 0]);
        let set = |list: &[&str]| {
            let list = owned(list);
            world.write(move |tx| channels::set_origins(tx, CHANNEL, &list));
        };
        set(&[
            "https://shop.example",
            "http://localhost:*",
            "https://Ändern.example",
            "https://shop.example",
        ]);
        assert_eq!(origins(), ["http://localhost:*", "https://shop.example", "https://Ändern.example"]);
        set(&["https://Z.example", "https://a.example"]);
        assert_eq!(origins(), ["https://Z.example", "https://a.example"], "by code point on both");
        set(&[]);
        assert_eq!(origins(), [""; 0]);
    }

    fn origins_belong_to_one_channel_of_one_account(world) {
        world.write(|tx| channels::insert(tx, &channel(2, "another"), SETTING));
        world.write(|tx| channels::set_origins(tx, CHANNEL, &owned(&["https://shop.example"])));
        world.write(|tx| channels::set_origins(tx, id(2), &[]));
        assert_eq!(world.write(|tx| channels::origins(tx, CHANNEL)).len(), 1);
        assert_eq!(world.elsewhere(|tx| channels::origins(tx, CHANNEL)), [""; 0]);
        assert!(world.impossible(|tx| channels::set_origins(tx, id(99), &owned(&["https://shop.example"]))));
    }
}
