//! The endpoints that the console's first steps show, run as they are shown: with nothing around them but a framework that
//! was made up for it, and a user who is logged in.

use std::{path::Path, process::Command};

use bonafide_testkit::backend::PYTHON;

use crate::shop::Shop;

/// Where the console has them.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/console/src/lib/first-steps/samples");
/// Where the packages of Node's are.
const NODE_PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/backend");

/// A sample, what runs it, and what it needs around it in place of `SAMPLE`.
struct Sample {
    file: &'static str,
    /// The command, up to the program's text.
    run: &'static [&'static str],
    frame: &'static str,
}

const RUN: [Sample; 5] = [
    Sample {
        file: "node.js",
        run: &["node", "--input-type=module", "--eval"],
        frame: include_str!("frames/node.mjs"),
    },
    Sample { file: "python.py", run: &[PYTHON, "-c"], frame: include_str!("frames/python.py") },
    Sample { file: "ruby.rb", run: &["ruby", "-e"], frame: include_str!("frames/ruby.rb") },
    Sample { file: "elixir.ex", run: &["elixir", "-e"], frame: include_str!("frames/elixir.exs") },
    Sample { file: "php.php", run: &["php", "-r"], frame: include_str!("frames/php.php") },
];

impl Sample {
    /// The token that it answers with.
    fn token(&self, shop: &Shop) -> String {
        let code = std::fs::read_to_string(Path::new(SAMPLES).join(self.file)).unwrap();
        assert!(code.contains("\"KEY_ID\"") || code.contains("'KEY_ID'"), "{}", self.file);
        let code = code.replace("KEY_ID", &shop.key.id).replace("<?php", "");
        let mut command = Command::new(self.run[0]);
        command.args(&self.run[1..]).arg(self.frame.replace("SAMPLE", &code));
        command.current_dir(NODE_PACKAGES).env("BONAFIDE_SECRET", &shop.key.secret);
        let ran = command.output().unwrap();
        let words = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{}: {words}", self.file);
        String::from_utf8(ran.stdout).unwrap()
    }
}

#[tokio::test]
async fn the_endpoints_that_are_shown_sign_tokens_that_log_in() {
    let shop = Shop::open().await;
    for sample in &RUN {
        let token = sample.token(&shop);
        let opened = shop.device().login(&token).await.unwrap();
        let user = (opened.user.external_id.as_deref(), opened.user.name.as_deref());
        assert_eq!(user, (Some("48213"), Some("Mära Lindqvist")), "{}", sample.file);
        let explained = shop.administrator.explain_token(&shop.channel, &token).await.unwrap();
        assert_eq!(explained.words(), "", "{}", sample.file);
        let person = shop.administrator.person(&opened.user.id).await.unwrap();
        let evidence = person.evidence.unwrap();
        assert!(evidence.issued_at.is_some() && evidence.expires_at.is_some(), "TOK-7: {}", sample.file);
    }
}
