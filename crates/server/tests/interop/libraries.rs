//! Each library's good token logs in, and each mistake made with it is explained.

use bonafide_testkit::{
    backend::{Backend, Library},
    wire::agent::AgentMessage,
};

use crate::{
    cases::{CASES, Case},
    shop::Shop,
};

/// One test per library: they take a process each, and some of them a moment to start.
macro_rules! libraries {
    ($($name:ident: $library:ident,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                plays(Library::$library).await;
            }
        )*

        #[test]
        fn every_library_has_its_test() {
            assert_eq!([$(Library::$library),*], Library::ALL);
        }
    };
}

libraries![
    tokens_of_nodes_jsonwebtoken: JsonWebToken,
    tokens_of_nodes_jose: Jose,
    tokens_of_pythons_pyjwt: PyJwt,
    tokens_of_pythons_python_jose: PythonJose,
    tokens_of_rubys_jwt: RubyJwt,
    tokens_of_php_by_itself: PhpItself,
    tokens_of_erlangs_and_elixirs_jose: ErlangJose,
];

async fn plays(library: Library) {
    let shop = Shop::open().await;
    let backend = Backend::with(library);
    logs_in(&shop, &backend.sign(&shop.order()).unwrap()).await;
    for case in &CASES {
        let mut order = shop.order();
        (case.make)(&mut order, &shop);
        let signed = backend.sign(&order);
        let noticed = case.noticed_by.contains(&library);
        assert_eq!(signed.is_err(), noticed, "{library:?} and {}: {signed:?}", case.mistake);
        if let Ok(token) = signed {
            is_explained(&shop, case, &(case.send)(token)).await;
        }
    }
}

/// The token is good: its user is signed in, as an agent sees, and there is nothing to advise.
async fn logs_in(shop: &Shop, token: &str) {
    let mut device = shop.device();
    let opened = device.login(token).await.unwrap();
    assert_eq!(opened.user.external_id.as_deref(), Some("48213"));
    assert_eq!(opened.user.name.as_deref(), Some("Mära Lindqvist"));
    let said = device.write("Hello").await.unwrap();
    let events = shop.administrator.events(&said.conversation, 0).await.unwrap();
    assert!(events.iter().filter_map(|event| event.message.as_ref()).all(AgentMessage::is_verified));
    let explained = shop.administrator.explain_token(&shop.channel, token).await.unwrap();
    assert_eq!((explained.accepted, explained.words().as_str()), (true, ""));
}

/// The login ends as the case says, for the reason that the debugger gives, which tells what to do.
async fn is_explained(shop: &Shop, case: &Case, token: &str) {
    let refused = shop.device().login(token).await.err();
    let reason = refused.as_ref().map(|failed| failed.reason().unwrap_or(failed.code()));
    assert_eq!(reason, case.reason, "{}", case.mistake);
    let explained = shop.administrator.explain_token(&shop.channel, token).await.unwrap();
    assert_eq!(explained.reason(), case.reason, "{}", case.mistake);
    let words = explained.words();
    assert!(words.contains(case.advice), "{}: {words}", case.mistake);
}

/// What is explained at the command line is what is explained in the console.
#[tokio::test]
async fn see_7_every_mistake_is_explained_by_command_in_the_same_words() {
    let shop = Shop::open().await;
    let explain = ["token", "explain", "--channel", &shop.channel];
    for case in CASES.iter().filter(|case| !case.noticed_by.contains(&Library::JsonWebToken)) {
        let mut order = shop.order();
        (case.make)(&mut order, &shop);
        let token = (case.send)(Backend::shared().sign(&order).unwrap());
        let told = shop.server.command_with_input(&explain, &token).await;
        let told = serde_json::from_value(told).unwrap();
        assert_eq!(
            shop.administrator.explain_token(&shop.channel, &token).await,
            Ok(told),
            "{}",
            case.mistake
        );
    }
}
