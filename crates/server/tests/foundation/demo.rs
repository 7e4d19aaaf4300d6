//! `bonafide serve --demo`: the made-up company, its shop, and what it is kept away from.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use bonafide_testkit::{agent::AgentClient, client::Client};
use serde_json::Value;

use crate::world::{Folder, run};

const FREE_PORTS: [&str; 5] = ["--demo", "--listen", "127.0.0.1:0", "--demo-listen", "127.0.0.1:0"];

fn serve(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bonafide"));
    command.args(["serve", "--json", "--data", data.to_str().unwrap()]).args(arguments).env_clear();
    command
}

/// What a server says that does not start.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = serve(data, arguments).output().expect("the binary can be run");
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

/// A demo on free ports. It is killed when this value is dropped.
struct Demo {
    child: Child,
    // A server whose output nobody can read would fail.
    _output: BufReader<ChildStdout>,
    said: Value,
}

impl Demo {
    fn start(data: &Path) -> Self {
        Self::run(serve(data, &FREE_PORTS))
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary can be run");
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let said = loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the server ended");
            let fact: Value = serde_json::from_str(&line).unwrap();
            if fact["event"] == "demo" {
                break fact;
            }
        };
        Self { child, _output: output, said }
    }

    fn text(&self, pointer: &str) -> &str {
        self.said.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer}"))
    }

    /// Asks the shop, with a cookie or without.
    fn shop(&self, method: &str, path: &str, cookie: &str) -> Answer {
        self.ask(method, path, &format!("cookie: theme=dark; {cookie}"))
    }

    /// Asks the shop, with one header more.
    fn ask(&self, method: &str, path: &str, header: &str) -> Answer {
        let address: SocketAddr = self.text("/shop").strip_prefix("http://").unwrap().parse().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{header}\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer { head: head.to_owned(), body: body.to_owned() }
    }

    /// Logs in to the shop; gives the cookie.
    fn log_in(&self, customer: &str) -> String {
        let answer = self.shop("POST", &format!("/login/{customer}"), "");
        assert_eq!(answer.status(), 303);
        let set = answer.header("set-cookie").unwrap();
        let (cookie, attributes) = set.split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
        cookie.to_owned()
    }

    /// The public key of the channel, as the shop's pages name it.
    fn channel(&self) -> String {
        let page = self.shop("GET", "/", "").body;
        let begins =
            format!(r#"<script id="ze-snippet" src="{}/ekr/snippet.js?key="#, self.text("/workspace"));
        let (_, rest) = page.split_once(&begins).unwrap_or_else(|| panic!("no {begins} in {page}"));
        rest.split_once(r#""></script>"#).unwrap().0.to_owned()
    }

    /// The public key of the live chat, as the page made for the older one names it.
    fn live_chat(&self) -> String {
        let page = self.shop("GET", "/support", "").body;
        let (_, rest) = page.split_once(r#"data-app-id=""#).unwrap_or_else(|| panic!("no tag in {page}"));
        rest.split_once('"').unwrap().0.to_owned()
    }

    async fn agent(&self) -> AgentClient {
        let (email, password) = (self.text("/agent/email"), self.text("/agent/password"));
        AgentClient::sign_in(self.text("/workspace"), email, password).await.unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

#[test]
fn the_shop_answers_and_allows_the_chat_alone() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path());
    for (path, words) in [
        ("/", "Cups that remember the hand"),
        ("/cups/rust-mug", "Mug, rust"),
        ("/login", "Log in as Mara"),
        ("/shop.js", "loginUser"),
        ("/support", "Microsoft_Omnichannel_LCWidget"),
        ("/portal.js", "getAuthenticationToken"),
        ("/shop.css", "--paper"),
        ("/icon.svg", "<svg"),
    ] {
        let answer = demo.shop("GET", path, "");
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.body.contains(words) && !answer.body.contains("{{"), "{path}: {}", answer.body);
    }
    for path in ["/cups/glass", "/nowhere"] {
        assert_eq!(demo.shop("GET", path, "").status(), 404, "{path}");
    }
    assert_eq!(demo.shop("POST", "/login/usr_1", "").status(), 404);
    assert_eq!(demo.shop("GET", "/account", "").header("location"), Some("/login"));

    let chat = demo.text("/workspace");
    assert!(chat.starts_with("http://localhost:") && demo.text("/shop").starts_with("http://127.0.0.1:"));
    let page = demo.shop("GET", "/", "");
    let policy = page.header("content-security-policy").unwrap();
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'self' {chat}; frame-src {chat}; style-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    );
}

#[test]
fn the_shop_signs_for_whoever_is_logged_in_and_for_nobody_else() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path());
    assert_eq!(demo.shop("GET", "/bonafide-token", "").status(), 401);
    assert_eq!(demo.shop("GET", "/bonafide-token", "pebblewick=made-up").status(), 401);

    let cookie = demo.log_in("usr_48213");
    assert!(demo.shop("GET", "/account", &cookie).body.contains("Hello, Mara"));
    let token = demo.shop("GET", "/bonafide-token", &cookie);
    assert_eq!(token.status(), 200);

    let out = demo.shop("POST", "/logout", &cookie);
    assert_eq!(out.status(), 303);
    assert!(out.header("set-cookie").unwrap().starts_with("pebblewick=; Max-Age=0; "));
    assert_eq!(demo.shop("GET", "/bonafide-token", &cookie).status(), 401);
}

#[test]
fn res_3_whoever_the_shop_signs_for_is_known_to_the_agent() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path());
    run(async {
        let mut mara = Client::open(demo.text("/workspace"), &demo.channel());
        let before = mara.write("Can I still change the address?").await.unwrap();
        let token = demo.shop("GET", "/bonafide-token", &demo.log_in("usr_48213")).body;
        mara.login(&token).await.unwrap();
        let after = mara.write("It is order 1042.").await.unwrap();

        let mut noor = demo.agent().await;
        let conversation = noor.conversation(mara.conversation_id().unwrap()).await.unwrap();
        assert_eq!(conversation.user.external_id.as_deref(), Some("usr_48213"));
        assert_eq!(conversation.user.name.as_deref(), Some("Mara Lindqvist"));
        let evidence = conversation.user.evidence.as_ref().unwrap();
        assert_eq!(evidence.rule, "RES-3");
        assert_eq!(evidence.key.as_ref().unwrap().name, "pebblewick-shop");
        let marked = |id: &str| {
            let found = conversation.messages.iter().find(|message| message.message.id == id);
            found.unwrap().is_verified()
        };
        assert!(!marked(&before.id) && marked(&after.id));
    });
}

#[test]
fn omn_2_the_shop_publishes_the_public_key_that_its_tokens_for_the_live_chat_are_checked_with() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path());
    let published = demo.shop("GET", "/_services/auth/publickey", "");
    assert_eq!(published.header("content-type"), Some("application/json"));
    let published: Value = serde_json::from_str(&published.body).unwrap();
    let keys = published.as_array().unwrap();
    assert_eq!(keys.len(), 1);
    assert!(keys[0]["kid"].is_string() && keys[0]["publicKey"].is_string(), "{published}");
    assert!(!published.to_string().contains("PRIVATE"), "{published}");

    assert_eq!(demo.shop("GET", "/_services/auth/token", "").status(), 401);
    let token = demo.shop("GET", "/_services/auth/token", &demo.log_in("usr_48213")).body;
    run(async {
        let mut mara = Client::open(demo.text("/workspace"), &demo.live_chat());
        mara.login(&token).await.unwrap();
        mara.write("By the portal.").await.unwrap();
        let mut noor = demo.agent().await;
        let conversation = noor.conversation(mara.conversation_id().unwrap()).await.unwrap();
        assert_eq!(conversation.user.external_id.as_deref(), Some("usr_48213"));
        // The messenger's channel takes no such token.
        let refused = Client::open(demo.text("/workspace"), &demo.channel()).login(&token).await;
        assert!(refused.is_err());
    });
}

#[test]
fn omn_14_after_logging_in_people_come_back_to_the_help_page_and_are_sent_nowhere_else() {
    let folder = Folder::new();
    let demo = Demo::start(folder.path());
    let shop = demo.text("/shop").to_owned();
    let form = |asked: &str| demo.ask("POST", "/login/usr_48213", &format!("referer: {shop}/login{asked}"));
    assert_eq!(form("?back=%2Fsupport").header("location"), Some("/support"));
    for odd in [
        "",
        "?back=%2F%2Fevil.example",
        "?back=https%3A%2F%2Fevil.example",
        "?back=%2Fsupport%2F..%2Faccount",
    ] {
        let answer = form(odd);
        assert_eq!((answer.status(), answer.header("location")), (303, Some("/")), "{odd}");
    }
}

#[test]
fn somebody_has_written_before_and_a_second_start_adds_nothing() {
    let folder = Folder::new();
    for _ in 0..2 {
        let demo = Demo::start(folder.path());
        run(async {
            let inbox = demo.agent().await.inbox(None).await.unwrap();
            let mut who: Vec<_> = inbox
                .tickets
                .iter()
                .map(|ticket| (ticket.requester.external_id.as_deref(), ticket.requester.mark.as_str()))
                .collect();
            who.sort_unstable();
            let (nobody, known) = ((None, "not_verified"), "verified_now");
            assert_eq!(who, [nobody, nobody, (Some("usr_47105"), known), (Some("usr_50977"), known)]);

            // The key is another one after each start, and good.
            let token = demo.shop("GET", "/bonafide-token", &demo.log_in("usr_50977")).body;
            let mut tomasz = Client::open(demo.text("/workspace"), &demo.channel());
            tomasz.login(&token).await.unwrap();
        });
    }
}

#[test]
fn a_demo_is_for_this_machine_alone() {
    let folder = Folder::new();
    for arguments in [
        &["--demo", "--listen", "0.0.0.0:0"][..],
        &["--demo", "--listen", "0.0.0.0:0", "--insecure"],
        &["--demo", "--listen", "127.0.0.1:0", "--demo-listen", "0.0.0.0:0"],
        &["--demo", "--listen", "127.0.0.1:0", "--public-url", "https://chat.example.com"],
    ] {
        let words = refused(&folder.file("data"), arguments);
        assert!(words.contains("this machine alone") || words.contains("--insecure"), "{words}");
        assert!(!folder.file("data").exists(), "{arguments:?}");
    }
}

#[test]
fn a_demo_has_a_folder_of_its_own() {
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bonafide"));
    command.args(["serve", "--json"]).args(FREE_PORTS).env_clear().current_dir(folder.path());
    drop(Demo::run(command));
    assert!(folder.file("demo/bonafide.db").exists() && !folder.file("data").exists());
}

#[test]
fn an_installation_never_becomes_a_demo_nor_a_demo_an_installation() {
    let folder = Folder::new();
    let (real, demo) = (folder.file("real"), folder.file("demo"));
    let made = Command::new(env!("CARGO_BIN_EXE_bonafide"))
        .args(["channel", "create", "--name", "Shop", "--data", real.to_str().unwrap()])
        .env_clear()
        .output()
        .unwrap();
    assert!(made.status.success());
    let words = refused(&real, &FREE_PORTS);
    assert!(words.contains("no demo"), "{words}");

    drop(Demo::start(&demo));
    let words = refused(&demo, &["--listen", "127.0.0.1:0"]);
    assert!(words.contains("start it with --demo"), "{words}");
}
