//! Two tabs of one device, one of which does not know yet what the other did.

use bonafide_testkit::{Closed, server::Engine};

use crate::stage::{Stage, marks, on_both_engines};

on_both_engines![
    text_typed_before_the_login_of_another_tab_is_sent_without_the_mark,
    text_typed_as_somebody_else_is_never_sent,
];

async fn text_typed_before_the_login_of_another_tab_is_sent_without_the_mark(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let mut laptop = stage.device();
    laptop.write("Where is my order?").await.unwrap();
    let mut tab = laptop.another_tab(&stage.server.url(""));
    tab.connect().await.unwrap();

    laptop.login(&stage.token("usr_1")).await.unwrap();
    assert_eq!(tab.closed().await, Closed { code: 4002, reason: "session_replaced".to_owned() });
    let said = tab.write("Number 1042.").await.unwrap();
    assert_eq!(tab.identity(), laptop.identity(), "the tab took the newer session");
    tab.write("It is really me.").await.unwrap();

    let page = stage.agent.conversation(&said.conversation).await.unwrap();
    let expected = [("Where is my order?", false), ("Number 1042.", false), ("It is really me.", true)];
    assert_eq!(marks(&page.messages), expected, "a client can lower its mark and never raise it");
}

async fn text_typed_as_somebody_else_is_never_sent(engine: Engine) {
    let stage = Stage::set(engine).await;
    let mut laptop = stage.signed_in("usr_1").await;
    laptop.write("I am the first.").await.unwrap();
    let mut tab = laptop.another_tab(&stage.server.url(""));

    laptop.login(&stage.token("usr_2")).await.unwrap();
    let failed = tab.write("A secret of the first.").await.unwrap_err();
    assert_eq!(failed.code(), "wrong_user", "{failed}");
    assert_eq!(tab.unsent().count(), 0, "discarded");
    assert_eq!(laptop.conversation().await.unwrap().messages, []);
}
