//! Nothing that is secret about a code is kept, logged or told (OMN-1, OMN-13, KEY-8).

use std::fs;

use bonafide_domain::id::Id;
use bonafide_testkit::provider::Reply;
use serde_json::json;

use super::VERIFIER;
use crate::{
    call::{get, post},
    cases,
    code_chat::{CodeChat, SECRET},
    group::Case,
    live_chat::PATH,
    world::{Engine, World},
};

pub(super) const CASES: &[Case] =
    cases![omn_1_no_secret_is_in_any_row_or_answer, omn_1_whoever_reads_the_database_reads_no_secret,];

const CODE: &str = "the-very-code-of-maras-sign-in";
const NONCE: &str = "the-very-nonce-of-maras-sign-in";

/// A chat to which Mara came with a code, and somebody with one that was refused; and what is secret about it.
fn scene(world: &World) -> (CodeChat, Vec<String>) {
    let chat = CodeChat::new(world.engine);
    let answer = chat.tokens("c-7", &json!({"nonce": NONCE}));
    let id_token = answer["id_token"].as_str().unwrap().to_owned();
    chat.gives(&answer);
    let handed = format!("code={CODE}&code_verifier={VERIFIER}&nonce={NONCE}");
    let told = chat.world.ask(chat.login(&handed)).gives(200).to_string();
    let refused = chat.world.ask(chat.login(&handed)).text;
    let signature = id_token.rsplit('.').next().unwrap().to_owned();
    let basic = "c2hvcC1jaGF0OnMzY3JldCUzQStvZislMkIrdGhlK2NsaWVudA";
    let secrets = [SECRET, "acc3ss", basic, CODE, NONCE, VERIFIER, &signature].map(str::to_owned).to_vec();
    for secret in &secrets {
        assert!(!told.contains(secret) && !refused.contains(secret), "{secret}");
    }
    (chat, secrets)
}

fn omn_1_no_secret_is_in_any_row_or_answer(world: &World) {
    let (chat, secrets) = scene(world);
    chat.provider
        .answers("/token", Reply::Json(400, json!({"error": "invalid_grant", "error_description": CODE})));
    chat.world.ask(chat.login(&format!("code={CODE}-2&nonce={NONCE}"))).refused_for("code_invalid");
    chat.world.run(chat.world.app.tally.flush(&chat.world.app.store)).unwrap();
    let by = &chat.world.company().administrator;
    let explain = json!({"channel": chat.public_key, "token": format!("code={CODE}-3&nonce={NONCE}")});
    for call in [
        get(PATH),
        get(format!("{PATH}/{}", chat.setting)),
        get("/admin/v1/audit-log"),
        get("/admin/v1/login-log"),
        get("/admin/v1/channels"),
        get("/agent/v1/inbox"),
        post("/admin/v1/tokens/explain").json(&explain),
    ] {
        let answer = chat.world.ask(call.by(by));
        assert_eq!(answer.status, 200, "{answer:?}");
        for secret in &secrets {
            assert!(!answer.text.contains(secret), "{secret} in {answer:?}");
        }
    }
}

fn omn_1_whoever_reads_the_database_reads_no_secret(world: &World) {
    let (chat, secrets) = scene(world);
    let kept = kept(&chat.world);
    assert!(kept.contains("shop-chat"), "what is no secret is found in it");
    for secret in secrets {
        let hex: String =
            secret.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect();
        assert!(!kept.contains(&secret) && !kept.contains(&hex), "{secret}");
    }
}

/// All that the database holds, as whoever has its files or may ask it reads it.
fn kept(world: &World) -> String {
    match world.engine {
        Engine::Sqlite => {
            let files =
                ["bonafide.db", "bonafide.db-wal"].map(|name| world.app.config.database.data.join(name));
            let bytes = files.iter().flat_map(|file| fs::read(file).unwrap_or_default());
            String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
        }
        Engine::Postgresql => {
            let tables: Vec<_> = world.row_counts().into_iter().map(|(table, _)| table).collect();
            world.read(Id::ZERO, move |tx| {
                let mut kept = String::new();
                for table in &tables {
                    let sql =
                        Box::leak(format!("SELECT CAST({table} AS TEXT) FROM {table}").into_boxed_str());
                    for row in tx.rows(sql, &[])? {
                        kept += &row.get::<String>(0)?;
                    }
                }
                Ok(kept)
            })
        }
    }
}
