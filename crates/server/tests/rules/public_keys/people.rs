//! Who somebody is by such a token, and what is kept of it (RES-12, RES-13, OMN-18, SEE-3).

use super::*;

#[test]
fn res_13_a_setting_has_ids_of_its_own_unless_they_are_put_into_the_accounts() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    let world = &shop.world;
    let known = world.device().log_in(&world.token("c-7")).unwrap().user;

    let mut device = world.device();
    device.channel = shop.channel;
    let own = device.log_in(&shop.judged(&shop.token(&pair, None)).unwrap()).unwrap();
    assert_ne!(own.user, known, "the same id under another setting is somebody else");
    let again = device.log_in(&shop.judged(&shop.token(&pair, None)).unwrap()).unwrap();
    assert_eq!(again.user, own.user);

    let shared = make_setting(world, &shop.server.url(), Ids::Account);
    attach(world, shop.channel, Changed::To(shared)).unwrap();
    shop.later(1);
    let mut device = world.device();
    device.channel = shop.channel;
    let of_the_account = device.log_in(&shop.judged(&shop.token(&pair, None)).unwrap()).unwrap();
    assert_eq!(of_the_account.user, known);
}

#[test]
fn res_12_an_address_counts_only_where_an_administrator_trusts_the_settings() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    let claims = json!({"email": "mara@shop.example", "email_verified": true});
    let held = |shop: &Shop, sub: &str| {
        let mut device = shop.world.device();
        device.channel = shop.channel;
        let token = shop.token_of(&pair, None, sub, &claims);
        device.log_in(&shop.judged(&token).unwrap()).unwrap();
        shop.world.store(|tx| emails::find(tx, "mara@shop.example").map(|found| found.is_some()))
    };
    assert!(!held(&shop, "c-1"));
    let trust = Change { address_trust: Some(AddressTrust::Trusted), ..Change::default() };
    change(&shop.world, shop.setting, trust);
    assert!(held(&shop, "c-2"));
}

#[test]
fn omn_18_a_setting_that_was_detached_a_moment_ago_is_refused_by_the_login_itself() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    let token = shop.judged(&shop.token(&pair, None)).unwrap();
    let mut device = shop.world.device();
    device.channel = shop.channel;
    device.log_in(&token).unwrap();
    attach(&shop.world, shop.channel, Changed::Nothing).unwrap();
    assert_eq!(refusal(device.log_in(&token)), Refused::Login(Reason::ChannelMismatch));
    device.say("A running conversation goes on").unwrap();

    // Only now it is attached to nothing, and can be deleted.
    let (by, setting) = (shop.world.administrator.clone(), shop.setting);
    let deleted = shop.world.write(move |tx| {
        let by = admission::admit_administrator(tx, &by)?;
        settings::delete(tx, by.id, setting)
    });
    deleted.unwrap();
    device.say("and ends with the setting").unwrap_err();
    assert_eq!(refusal(device.log_in(&token)), Refused::Login(Reason::ChannelMismatch));
}

#[test]
fn see_3_evidence_names_the_setting_and_its_key() {
    let pair = Pair::new();
    let shop = Shop::new(listed(&[(&pair, "2026-11")], FAR));
    let mut device = shop.world.device();
    device.channel = shop.channel;
    let logged_in = device.log_in(&shop.judged(&shop.token(&pair, Some("2026-11"))).unwrap()).unwrap();
    let session = logged_in.session;
    let found = shop.world.store(move |tx| {
        let kept = sessions::find(tx, session)?.unwrap();
        evidence::find(tx, kept.session.proof.unwrap().evidence)
    });
    let evidence = found.unwrap();
    assert_eq!((evidence.key, evidence.key_name.as_str()), (None, "Portal"));
    assert_eq!((evidence.public_key.as_deref(), evidence.setting), (Some("2026-11"), shop.setting));
}
