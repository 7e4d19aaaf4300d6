//! Tokens that public keys prove, on one node and on many: how the keys are fetched, and who somebody is (OMN-1 to OMN-6,
//! OMN-18, RES-12, RES-13).

mod contexts;
mod people;
mod waiting;

use bonafide_domain::{
    changed::Changed,
    id::{ChannelId, SettingId},
    mode::Mode,
    public_key_setting::{KeysServe, PublicKeyFields},
    setting::{AddressTrust, SettingKind},
    text::Name,
    time::Span,
    token::{Algorithms, Reason, VerifiedToken},
};
use bonafide_server::use_cases::{
    Refused, Stop, admission, channels,
    made_settings::{self as settings, Change, Ids, NewSetting},
};
use bonafide_store::{emails, evidence, fetched_keys, made_settings::SettingFields, sessions};
use bonafide_testkit::portal::{KeyServer, Pair, Says};
use serde_json::{Value, json};

use crate::{
    chats::make_channel,
    world::{World, refusal, run},
};

/// A company whose channel takes the tokens of a portal.
struct Shop {
    world: World,
    server: KeyServer,
    channel: ChannelId,
    setting: SettingId,
}

impl Shop {
    fn new(says: Says) -> Self {
        Self::on(KeyServer::start(says), World::set)
    }

    fn on(server: KeyServer, world: fn(&[(&'static str, String)]) -> World) -> Self {
        let world = world(&[
            ("outbound.allow", "127.0.0.0/8".to_owned()),
            ("outbound.ca_file", server.certificate().to_str().unwrap().to_owned()),
        ]);
        let setting = make_setting(&world, &server.url(), Ids::Own);
        let channel = make_channel(&world, SettingKind::PublicKeys);
        attach(&world, channel, Changed::To(setting)).unwrap();
        Self { world, server, channel, setting }
    }

    /// How a node judges a token now.
    fn judged_on(&self, node: usize, token: &str) -> Result<VerifiedToken, Reason> {
        let judged = run(self.world.nodes[node].judge(self.world.account, self.channel, token)).unwrap();
        judged.outcome.map_err(|refused| refused.reason())
    }

    fn judged(&self, token: &str) -> Result<VerifiedToken, Reason> {
        self.judged_on(0, token)
    }

    fn reason(&self, token: &str) -> Option<Reason> {
        self.judged(token).err()
    }

    fn token(&self, pair: &Pair, kid: Option<&str>) -> String {
        self.token_of(pair, kid, "c-7", &json!({}))
    }

    fn token_of(&self, pair: &Pair, kid: Option<&str>, sub: &str, claims: &Value) -> String {
        pair.token(kid, sub, self.now(), claims)
    }

    fn now(&self) -> i64 {
        self.world.nodes[0].now().as_i64() / 1000
    }

    fn later(&self, seconds: i64) {
        self.world.clock.forward(Span::seconds(seconds));
    }

    /// What is kept of the last fetch: the word for what went wrong, if something did.
    fn failure(&self) -> Option<String> {
        let setting = self.setting;
        let kept = self.world.store(move |tx| fetched_keys::find(tx, setting)).unwrap();
        kept.failure.map(|failure| failure.word)
    }
}

fn make_setting(world: &World, url: &str, ids: Ids) -> SettingId {
    let new = NewSetting {
        name: Name::new("Portal").unwrap(),
        ids,
        address_trust: AddressTrust::NotTrusted,
        fields: SettingFields::PublicKeys(PublicKeyFields {
            url: url.parse().unwrap(),
            client_function: None,
            algorithms: Algorithms::default(),
            issuer: None,
            audience: None,
            contexts: Mode::default(),
            keys_serve: KeysServe::default(),
        }),
    };
    world.write(move |tx| settings::create(tx, None, &new)).unwrap().setting.id
}

/// Attaches a setting or none, and lets people begin without signing in (OMN-10).
fn attach(world: &World, channel: ChannelId, setting: Changed<SettingId>) -> Result<(), Stop> {
    let by = world.administrator.clone();
    let attached = world.write(move |tx| {
        let by = admission::admit_administrator(tx, &by)?;
        let change = channels::Change { setting, login_required: Some(false), ..Default::default() };
        channels::change_channel(tx, by.id, channel, &change)
    });
    attached.map(drop)
}

fn change(world: &World, setting: SettingId, change: Change) {
    let by = world.administrator.clone();
    let changed = world.write(move |tx| {
        let by = admission::admit_administrator(tx, &by)?;
        settings::change(tx, &by, setting, &change)
    });
    changed.unwrap();
}

fn listed(pairs: &[(&Pair, &str)], expiry: i64) -> Says {
    let entries: Vec<_> = pairs.iter().map(|(pair, kid)| pair.listed(kid, expiry)).collect();
    Says::Body(json!(entries).to_string())
}

const FAR: i64 = 4_000_000_000;

#[test]
fn omn_4_keys_are_fetched_once_for_many_logins_and_again_after_five_minutes() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    let (app, account, channel, token) =
        (shop.world.nodes[0].clone(), shop.world.account, shop.channel, shop.token(&pair, None));
    run(async {
        let judging: Vec<_> = (0..100)
            .map(|_| {
                let (app, token) = (app.clone(), token.clone());
                tokio::spawn(
                    async move { app.judge(account, channel, &token).await.unwrap().outcome.is_ok() },
                )
            })
            .collect();
        for judged in judging {
            assert!(judged.await.unwrap());
        }
    });
    assert_eq!(shop.server.asked(), 1);
    shop.later(239);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.server.asked(), 1);
    shop.later(61);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.server.asked(), 2);
}

#[test]
fn omn_4_an_unknown_kid_fetches_at_once_and_not_twice_in_thirty_seconds() {
    let (old, new) = (Pair::new(), Pair::new());
    let shop = Shop::new(listed(&[(&old, "a")], FAR));
    assert!(shop.judged(&shop.token(&old, Some("a"))).is_ok());
    assert_eq!(shop.server.asked(), 1);

    // The portal begins to use another pair.
    shop.server.says(listed(&[(&old, "a"), (&new, "b")], FAR));
    shop.later(30);
    assert!(shop.judged(&shop.token(&new, Some("b"))).is_ok());
    assert!(shop.judged(&shop.token(&old, Some("a"))).is_ok());
    assert_eq!(shop.server.asked(), 2);

    // Somebody makes kids up.
    for kid in ["x", "y", "z"] {
        assert_eq!(shop.reason(&shop.token(&new, Some(kid))), Some(Reason::KidUnknown));
    }
    assert_eq!(shop.server.asked(), 2);
    shop.later(30);
    for kid in ["x", "y", "z"] {
        assert_eq!(shop.reason(&shop.token(&new, Some(kid))), Some(Reason::KidUnknown));
    }
    assert_eq!(shop.server.asked(), 3);

    // And ends to use the first.
    shop.server.says(listed(&[(&new, "b")], FAR));
    shop.later(300);
    assert_eq!(shop.reason(&shop.token(&old, Some("a"))), Some(Reason::KidUnknown));
}

#[test]
fn omn_4_a_list_that_became_a_pem_is_fetched_at_once_for_a_token_without_a_kid_and_the_other_way_round() {
    let pair = Pair::new();
    let shop = Shop::new(listed(&[(&pair, "a")], FAR));
    assert!(shop.judged(&shop.token(&pair, Some("a"))).is_ok());
    // A list is used by kid, also where one key is left of it (OMN-2).
    assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KidMissing));
    assert_eq!(shop.server.asked(), 1);

    shop.server.says(Says::Body(pair.pem()));
    shop.later(30);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.server.asked(), 2);

    let other = Pair::new();
    shop.server.says(listed(&[(&other, "b")], FAR));
    shop.later(30);
    assert!(shop.judged(&shop.token(&other, Some("b"))).is_ok());
    assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KidMissing));
    assert_eq!(shop.server.asked(), 3);
}

#[test]
fn omn_4_another_pem_is_fetched_at_once_for_a_token_of_its_and_not_twice_in_thirty_seconds() {
    let (old, new, strange) = (Pair::new(), Pair::new(), Pair::new());
    let shop = Shop::new(Says::Body(old.pem()));
    assert!(shop.judged(&shop.token(&old, None)).is_ok());
    assert_eq!(shop.server.asked(), 1);

    // The portal begins to use another pair, and a PEM has no kid that would say so.
    shop.server.says(Says::Body(new.pem()));
    shop.later(29);
    assert_eq!(shop.reason(&shop.token(&new, None)), Some(Reason::SignatureInvalid));
    assert!(shop.judged(&shop.token(&old, None)).is_ok());
    assert_eq!(shop.server.asked(), 1);
    shop.later(1);
    assert!(shop.judged(&shop.token(&new, None)).is_ok());
    assert_eq!(shop.reason(&shop.token(&old, None)), Some(Reason::SignatureInvalid));
    assert_eq!(shop.server.asked(), 2);

    // Somebody makes signatures up.
    for asked in [2, 3, 4] {
        for sub in ["c-1", "c-2", "c-3"] {
            let forged = shop.token_of(&strange, None, sub, &json!({}));
            assert_eq!(shop.reason(&forged), Some(Reason::SignatureInvalid));
        }
        assert!(shop.judged(&shop.token(&new, None)).is_ok());
        assert_eq!(shop.server.asked(), asked);
        shop.later(30);
    }

    // Where keys have kids, a signature that is not good says nothing of the others.
    shop.server.says(listed(&[(&new, "b")], FAR));
    shop.later(300);
    assert!(shop.judged(&shop.token(&new, Some("b"))).is_ok());
    let asked = shop.server.asked();
    shop.later(30);
    assert_eq!(shop.reason(&shop.token(&strange, Some("b"))), Some(Reason::SignatureInvalid));
    assert_eq!(shop.server.asked(), asked);
}

#[test]
fn omn_2_an_entry_ends_while_the_keys_are_at_hand() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Status(503));
    shop.server.says(listed(&[(&pair, "a")], shop.now() + 60));
    assert!(shop.judged(&shop.token(&pair, Some("a"))).is_ok());
    shop.later(60);
    assert_eq!(shop.reason(&shop.token(&pair, Some("a"))), Some(Reason::KidUnknown));
}

#[test]
fn omn_4_the_last_good_keys_serve_for_a_day_while_the_address_is_down() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.server.says(Says::Status(503));
    shop.later(300);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.failure().as_deref(), Some("status"));
    assert_eq!(shop.server.asked(), 2);

    // While it is down it is not asked at each login.
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.server.asked(), 2);
    shop.later(86_400 - 301);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.later(1);
    assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KeysUnavailable));

    // It is up again.
    shop.server.says(Says::Body(pair.pem()));
    shop.later(30);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    assert_eq!(shop.failure(), None);
}

#[test]
fn omn_4_how_long_they_serve_is_a_setting() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    change(
        &shop.world,
        shop.setting,
        Change { keys_serve: Some(KeysServe::seconds(600).unwrap()), ..Change::default() },
    );
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.server.says(Says::Nothing);
    shop.later(599);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.later(1);
    assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KeysUnavailable));
}

#[test]
fn omn_4_whatever_is_wrong_with_the_address_is_told_and_no_token_is_good_by_it() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Status(404));
    for (says, word) in [
        (Says::Status(404), "status"),
        (Says::Status(204), "status"),
        (Says::Endless, "too_large"),
        (Says::Nonsense, "broken"),
        (Says::Nothing, "broken"),
        (Says::Body("<html>Sign in</html>".to_owned()), "no_keys"),
        (Says::Body(String::new()), "no_keys"),
        (Says::Elsewhere("https://portal.example/keys".to_owned()), "elsewhere"),
        (Says::Elsewhere("http://localhost/keys".to_owned()), "elsewhere"),
        (Says::Elsewhere("//169.254.169.254/latest".to_owned()), "elsewhere"),
        (Says::Elsewhere("/keys".to_owned()), "too_many_redirects"),
        (Says::Moved("/keys", "/elsewhere", "no keys".to_owned()), "no_keys"),
    ] {
        shop.server.says(says.clone());
        assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KeysUnavailable), "{says:?}");
        assert_eq!(shop.failure().as_deref(), Some(word), "{says:?}");
        shop.later(30);
    }
    shop.server.says(Says::Moved("/keys", "/elsewhere", pair.pem()));
    assert!(shop.judged(&shop.token(&pair, None)).is_ok(), "a redirect within the origin is followed");
}

#[test]
fn omn_4_private_addresses_and_strange_certificates_are_refused_unless_the_operator_allows_them() {
    let pair = Pair::new();
    let allow = ("outbound.allow", "127.0.0.0/8".to_owned());
    for (set, word) in [(vec![], "not_public"), (vec![allow], "tls")] {
        let server = KeyServer::start(Says::Body(pair.pem()));
        let world = World::set(&set);
        let setting = make_setting(&world, &server.url(), Ids::Own);
        let channel = make_channel(&world, SettingKind::PublicKeys);
        attach(&world, channel, Changed::To(setting)).unwrap();
        let shop = Shop { world, server, channel, setting };
        assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KeysUnavailable));
        assert_eq!(shop.failure().as_deref(), Some(word));
        assert_eq!(shop.server.asked(), 0);
    }
}

#[test]
fn omn_4_another_address_is_asked_at_once_and_the_keys_of_the_first_do_not_serve() {
    let (first, second) = (Pair::new(), Pair::new());
    let shop = Shop::new(Says::Body(first.pem()));
    assert!(shop.judged(&shop.token(&first, None)).is_ok());
    let other = format!("{}?other", shop.server.url());
    shop.server.says(Says::Body(second.pem()));
    change(&shop.world, shop.setting, Change { url: Some(other.parse().unwrap()), ..Change::default() });
    shop.later(1);
    assert!(shop.judged(&shop.token(&second, None)).is_ok());
    assert_eq!(shop.reason(&shop.token(&first, None)), Some(Reason::SignatureInvalid));
}

#[test]
fn omn_4_what_one_node_fetched_the_others_do_not_fetch_again() {
    let (old, new) = (Pair::new(), Pair::new());
    let shop = Shop::on(KeyServer::start(listed(&[(&old, "a")], FAR)), World::many_nodes_set);
    for node in 0..shop.world.nodes.len() {
        assert!(shop.judged_on(node, &shop.token(&old, Some("a"))).is_ok(), "node {node}");
    }
    assert_eq!(shop.server.asked(), 1);
    shop.server.says(listed(&[(&new, "b")], FAR));
    shop.later(30);
    for node in 0..shop.world.nodes.len() {
        assert!(shop.judged_on(node, &shop.token(&new, Some("b"))).is_ok(), "node {node}");
    }
    assert_eq!(shop.server.asked(), 2);
}
