//! What browsers load: each page under its own policy, the loader with its channel's settings.

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use bonafide_domain::{id::AccountId, setting::SettingKind, text::Name};
use bonafide_server::{
    App,
    embeddings::Embedded,
    http::routes,
    use_cases::{
        channels::{self, NewChannel, create_channel},
        found_account::found_account,
    },
};

use tower::ServiceExt;

use crate::world::{Answer, Folder, ask, configured, open_with, run};

const KEY: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
/// Of a live chat to which no authentication setting is attached.
const WITHOUT_SETTING: &str = "decaf000decaf000decaf000decaf000";

/// A server with one channel, which pages of a shop may embed.
fn shop(folder: &Folder) -> Router {
    routes::table().router(opened(folder))
}

fn opened(folder: &Folder) -> App {
    let settings =
        [("database.data", folder.path().to_str().unwrap()), ("server.public_url", "https://chat.example")];
    let app = open_with(configured(&settings), None).unwrap();
    run(make_channel(&app));
    app
}

async fn make_channel(app: &App) {
    let account: AccountId = app.store.new_id();
    app.write(account, |tx| found_account(tx, "Shop")).await.unwrap();
    for (proof, public_key) in [(SettingKind::SigningKeys, KEY), (SettingKind::PublicKeys, WITHOUT_SETTING)] {
        let channel = channel(proof, public_key);
        app.write(account, move |tx| create_channel(tx, None, &channel)).await.unwrap();
    }
}

fn channel(proof: SettingKind, public_key: &str) -> NewChannel {
    NewChannel {
        proof,
        name: Name::new("Pebblewick </script>").unwrap(),
        public_key: public_key.to_owned(),
        origins: vec!["https://shop.example".to_owned(), "http://localhost:*".to_owned()],
        login_required: false,
        asks_for_contact: false,
        multiple_conversations: false,
        color: Some("#8A3A1E".parse().unwrap()),
    }
}

fn load(router: &Router, path: &str) -> Answer {
    ask(router, Request::builder().uri(path).body(Body::empty()).unwrap())
}

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy").unwrap()
}

#[test]
fn the_console_is_one_page_for_all_its_paths() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let paths = [
        "/",
        "/setup",
        "/key",
        "/sign-in",
        "/first-steps",
        "/inbox",
        "/inbox/0123",
        "/settings",
        "/settings/a/b",
    ];
    let pages = paths.map(|path| load(&shop, path));
    for page in &pages {
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, Some("text/html; charset=utf-8"))
        );
        assert_eq!(page.text, pages[0].text);
    }
    assert_eq!(load(&shop, "/settings-of-others").refusal().0, 404);
}

#[test]
fn no_page_of_another_origin_shows_the_console_and_no_script_runs_in_it_but_its_own() {
    let folder = Folder::new();
    let page = load(&shop(&folder), "/inbox");
    assert!(policy(&page).ends_with("; frame-ancestors 'none'"), "{}", policy(&page));
    assert!(policy(&page).contains("script-src 'self' 'sha256-"), "{}", policy(&page));
    assert!(!policy(&page).contains("unsafe"), "{}", policy(&page));
    assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"));
}

#[test]
fn the_messengers_page_is_shown_by_the_channels_origins_and_by_no_other() {
    let folder = Folder::new();
    let page = load(&shop(&folder), &format!("/messenger?key={KEY}"));
    assert_eq!(page.status.as_u16(), 200, "{page:?}");
    assert!(
        policy(&page).ends_with("; frame-ancestors 'self' http://localhost:* https://shop.example"),
        "{}",
        policy(&page)
    );
    assert!(policy(&page).contains("connect-src 'self' wss://chat.example;"), "{}", policy(&page));
    assert!(!policy(&page).contains("unsafe"), "{}", policy(&page));
    assert_eq!(page.header("cross-origin-resource-policy"), Some("cross-origin"));
}

#[test]
fn the_messengers_page_holds_its_channels_settings_and_a_name_cannot_end_them() {
    let folder = Folder::new();
    let page = load(&shop(&folder), &format!("/messenger?key={KEY}"));
    let settings = page.text.split_once("id=\"channel\">").unwrap().1.split_once("</script>").unwrap().0;
    let settings: serde_json::Value = serde_json::from_str(settings).unwrap();
    assert_eq!((&settings["key"], &settings["name"]), (&KEY.into(), &"Pebblewick </script>".into()));
    assert_eq!(settings["color"], "#8a3a1e");
    assert_eq!(settings["origins"], serde_json::json!(["http://localhost:*", "https://shop.example"]));
}

#[test]
fn a_messenger_of_no_channel_is_404() {
    let folder = Folder::new();
    let shop = shop(&folder);
    for query in ["", "?key=", "?key=unknown", "?key=%00", "?key=../x"] {
        let refusal = load(&shop, &format!("/messenger{query}")).refusal();
        assert_eq!(refusal, (404, "channel_not_found".to_owned()), "{query}");
    }
}

#[test]
fn the_loader_is_the_same_script_under_both_names_for_pages_of_any_origin() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let [ours, theirs] =
        ["/bonafide.js", "/ekr/snippet.js"].map(|path| load(&shop, &format!("{path}?key={KEY}")));
    assert_eq!(ours.text, theirs.text);
    assert!(ours.text.contains("\"name\":\"Pebblewick \\u003c/script>\""), "{}", ours.text);
    assert!(!ours.text.contains("__BONAFIDE_SETTINGS__"));
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(ours.header(name), Some(value));
    }
}

#[test]
fn omn_8_pages_are_told_that_their_context_counts_where_no_setting_says_who_people_are() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let [with, without] =
        [KEY, WITHOUT_SETTING].map(|key| load(&shop, &format!("/bonafide.js?key={key}")).text);
    assert!(!with.contains("\"takes_context\":true"), "{with}");
    assert!(without.contains("\"takes_context\":true"), "{without}");
}

#[test]
fn what_the_loader_imports_is_for_pages_of_any_origin_and_asked_for_again_soon() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let files = [
        "/faces/chat.js",
        "/faces/omnichannel.js",
        "/faces/sign-in.js",
        "/livechatwidget/scripts/LiveChatBootstrapper.js",
    ];
    for path in files {
        let file = load(&shop, path);
        assert_eq!(file.status.as_u16(), 200, "{path}");
        for (name, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=300"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
        ] {
            assert_eq!(file.header(name), Some(value), "{path}");
        }
        assert!(file.header("etag").is_some(), "{path}");
        // Each is one request: what it needs is in it.
        assert!(!file.text.contains("from\""), "{path}");
    }
    for path in ["/faces/none.js", "/faces/", "/faces/..%2Floader.js", "/faces/..%2F..%2Fwidget%2Findex.html"]
    {
        assert_eq!(load(&shop, path).refusal(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn a_browser_that_has_the_loader_is_not_given_it_again() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let path = format!("/bonafide.js?key={KEY}");
    let tag = load(&shop, &path).header("etag").unwrap().to_owned();
    let again = |tags: &str| {
        let request = Request::builder().uri(&path).header(header::IF_NONE_MATCH, tags);
        ask(&shop, request.body(Body::empty()).unwrap())
    };
    let unchanged = again(&format!("\"other\", {tag}"));
    assert_eq!((unchanged.status.as_u16(), unchanged.text.as_str()), (304, ""));
    assert_eq!(again("\"other\"").status.as_u16(), 200);
}

#[test]
fn a_loader_of_no_channel_is_a_script_that_says_so_and_lets_the_page_go_on() {
    let folder = Folder::new();
    let shop = shop(&folder);
    for query in ["", "?key=unknown", "?key=%00"] {
        let script = load(&shop, &format!("/bonafide.js{query}"));
        assert_eq!(script.status.as_u16(), 200, "{query}");
        assert!(script.text.contains("console.warn("), "{}", script.text);
        assert!(script.text.contains("window.zE ="), "{}", script.text);
    }
}

#[test]
fn files_named_by_what_is_in_them_are_kept_for_good() {
    let folder = Folder::new();
    let shop = shop(&folder);
    for page in ["/inbox", &format!("/messenger?key={KEY}")] {
        let page = load(&shop, page).text;
        let script = page
            .split('"')
            .find(|part| part.starts_with('/') && part.rsplit_once('.').is_some_and(|(_, kind)| kind == "js"))
            .unwrap();
        let script = load(&shop, script);
        assert_eq!(script.status.as_u16(), 200);
        assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(script.header("content-type"), Some("text/javascript"));
    }
    for path in ["/_app/immutable/none.js", "/messenger/assets/none.js", "/_app/../console/index.html"] {
        assert_eq!(load(&shop, path).refusal(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn pages_are_compressed_for_who_asks() {
    let folder = Folder::new();
    let shop = shop(&folder);
    let request = Request::builder().uri("/inbox").header(header::ACCEPT_ENCODING, "gzip");
    let response = run(shop.oneshot(request.body(Body::empty()).unwrap())).unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
}

#[test]
fn a_page_that_shows_the_messenger_or_may_not_is_noted() {
    let folder = Folder::new();
    let app = opened(&folder);
    let channel = run(channels::embedding(&app, KEY.to_owned())).unwrap().unwrap().channel.id;
    let router = routes::table().router(app.clone());
    let show_in = |page: &str, place: &str| {
        let request = Request::builder()
            .uri(format!("/messenger?key={KEY}"))
            .header("referer", page)
            .header("sec-fetch-dest", place);
        assert_eq!(ask(&router, request.body(Body::empty()).unwrap()).status.as_u16(), 200);
        let Embedded { shown, refused } = app.embeddings.of(channel);
        (shown.map(|page| page.origin), refused.map(|page| page.origin))
    };
    let [blog, shop] = ["https://blog.example", "https://shop.example"].map(|it| Some(it.to_owned()));
    assert_eq!(show_in("https://other.example/", "document"), (None, None));
    assert_eq!(show_in("nothing", "iframe"), (None, None));
    assert_eq!(show_in("https://blog.example/post?secret=1", "iframe"), (None, blog.clone()));
    assert_eq!(show_in("https://shop.example/", "iframe"), (shop, blog));
}
