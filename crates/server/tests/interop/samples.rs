//! What the console's first steps and the guide to chats show, run as it is shown: with nothing around it but a framework that
//! was made up for it, and a user who is logged in.

use std::{path::Path, process::Command};

use bonafide_testkit::{backend::PYTHON, client::Client};

use crate::shop::Shop;

/// Where the console has them.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/console/src/lib/first-steps/samples");
/// Where the packages of Node's are.
const NODE_PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/backend");

/// The guide that shows how a chat's tokens are made.
const GUIDE: &str = include_str!("../../../../docs/guides/chat.md");

/// The commands, up to the program's text.
const NODE: &[&str] = &["node", "--input-type=module", "--eval"];
const PYTHONS: &[&str] = &[PYTHON, "-c"];
const RUBY: &[&str] = &["ruby", "-e"];
const ELIXIR: &[&str] = &["elixir", "-e"];
const PHP: &[&str] = &["php", "-r"];

/// A sample, what runs it, and what it needs around it in place of `SAMPLE`.
struct Sample {
    /// Its file, or the language that its block in the guide names.
    name: &'static str,
    run: &'static [&'static str],
    frame: &'static str,
}

const RUN: [Sample; 5] = [
    Sample { name: "node.js", run: NODE, frame: include_str!("frames/node.mjs") },
    Sample { name: "python.py", run: PYTHONS, frame: include_str!("frames/python.py") },
    Sample { name: "ruby.rb", run: RUBY, frame: include_str!("frames/ruby.rb") },
    Sample {
        name: "elixir.ex",
        run: ELIXIR,
        frame: concat!(include_str!("frames/jose.exs"), include_str!("frames/elixir.exs")),
    },
    Sample {
        name: "php.php",
        run: PHP,
        frame: concat!(include_str!("frames/jwt.php"), include_str!("frames/php.php")),
    },
];

/// What the guide shows.
const SHOWN: [Sample; 5] = [
    Sample { name: "js", run: NODE, frame: include_str!("frames/chat.mjs") },
    Sample { name: "ruby", run: RUBY, frame: include_str!("frames/chat.rb") },
    Sample { name: "python", run: PYTHONS, frame: include_str!("frames/chat.py") },
    Sample {
        name: "php",
        run: PHP,
        frame: concat!(include_str!("frames/jwt.php"), include_str!("frames/chat.php")),
    },
    Sample {
        name: "elixir",
        run: ELIXIR,
        frame: concat!(include_str!("frames/jose.exs"), include_str!("frames/chat.exs")),
    },
];

/// The blocks of code that the guide shows between *Make a token* and *On the page*: each with its language.
fn shown() -> Vec<(&'static str, &'static str)> {
    let section = GUIDE.split_once("## Make a token").unwrap().1.split_once("## On the page").unwrap().0;
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap()).collect()
}

/// What a program says that this command runs, in the frame, with this secret.
fn says(run: &[&str], frame: &str, sample: &str, secret: &str) -> String {
    let mut command = Command::new(run[0]);
    command.args(&run[1..]).arg(frame.replace("SAMPLE", sample));
    command.current_dir(NODE_PACKAGES).env("BONAFIDE_SECRET", secret);
    let ran = command.output().unwrap();
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{run:?}: {words}");
    String::from_utf8(ran.stdout).unwrap()
}

impl Sample {
    /// The token that it answers with.
    fn token(&self, shop: &Shop) -> String {
        let code = std::fs::read_to_string(Path::new(SAMPLES).join(self.name)).unwrap();
        assert!(code.contains("\"KEY_ID\"") || code.contains("'KEY_ID'"), "{}", self.name);
        let code = code.replace("KEY_ID", &shop.key.id).replace("<?php", "");
        says(self.run, self.frame, &code, &shop.key.secret)
    }
}

#[tokio::test]
async fn the_endpoints_that_are_shown_sign_tokens_that_log_in() {
    let shop = Shop::open().await;
    for sample in &RUN {
        let token = sample.token(&shop);
        let opened = shop.device().login(&token).await.unwrap();
        let user = (opened.user.external_id.as_deref(), opened.user.name.as_deref());
        assert_eq!(user, (Some("48213"), Some("Mära Lindqvist")), "{}", sample.name);
        let explained = shop.administrator.explain_token(&shop.channel, &token).await.unwrap();
        assert_eq!(explained.words(), "", "{}", sample.name);
        let person = shop.administrator.person(&opened.user.id).await.unwrap();
        let evidence = person.evidence.unwrap();
        assert!(evidence.issued_at.is_some() && evidence.expires_at.is_some(), "TOK-7: {}", sample.name);
    }
}

#[tokio::test]
async fn cht_2_what_the_guide_to_chats_shows_signs_tokens_that_log_in() {
    let shop = Shop::open().await;
    let made = shop.server.command(&["channel", "create", "--kind", "chat", "--name", "Help"]).await;
    let chat = made["public_key"].as_str().unwrap();
    let made = shop.server.command(&["channel", "secret", chat]).await;
    let secret = made["secret"].as_str().unwrap();
    let shown = shown();
    let languages: Vec<_> = shown.iter().map(|(language, _)| *language).collect();
    assert_eq!(languages, SHOWN.each_ref().map(|it| it.name), "each that is shown is run");
    for (Sample { name, run, frame }, (_, code)) in SHOWN.iter().zip(shown) {
        let token = says(run, frame, code, secret);
        let opened = Client::open(&shop.server.url(""), chat).login(&token).await.unwrap();
        let user = (opened.user.external_id.as_deref(), opened.user.name.as_deref());
        assert_eq!(user, (Some("48213"), Some("Mära Lindqvist")), "{name}");
        let explained = shop.administrator.explain_token(chat, &token).await.unwrap();
        assert_eq!((explained.accepted, explained.words().as_str()), (true, ""), "{name}");
    }
}
