//! The flags of `bonafide serve --demo`, and what it says.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use clap::Args;
use serde_json::{Value, json};

use super::Failure;
use crate::{
    App,
    config::{Config, PublicUrl, Server},
    demo::{self, ADMINISTRATOR, AGENT},
};

/// Where the shop listens.
const SHOP: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8788);

/// Whether it is a demo, and where its shop is.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Serves a made-up company with a shop to try everything out with, on this machine alone; its data is in `demo`,
    /// unless --data says otherwise
    #[arg(long)]
    demo: bool,
    /// The address and port of the demo's shop; for tests
    #[arg(long, value_name = "ADDR", hide = true, requires = "demo", default_value_t = SHOP)]
    demo_listen: SocketAddr,
}

/// A demo that has opened.
pub(super) struct Opened {
    workspace: PublicUrl,
    shop: SocketAddr,
    /// The shop's pages.
    pub(super) router: Router,
}

impl Demo {
    /// Whether it is a demo.
    pub(super) fn is_wanted(&self) -> bool {
        self.demo
    }

    /// What is logged where nothing else is set: in a demo not each request, so that what to try stays in sight.
    pub(super) fn log(&self) -> &'static str {
        if self.demo { "warn" } else { "info" }
    }

    /// The folder of the data, where none was named.
    pub(super) fn folder(&self) -> Option<String> {
        self.demo.then(|| "demo".to_owned())
    }

    /// Where the shop is to listen, if there is one. Everybody knows a demo's passwords, so nothing of it may be
    /// reached from another machine (details 27).
    pub(super) fn shop(&self, config: &Config) -> Result<Option<SocketAddr>, Failure> {
        if !self.demo {
            return Ok(None);
        }
        let public = config.server.public_url.as_ref().is_some_and(|url| !url.is_loopback());
        let listens = [config.server.listen, self.demo_listen];
        if public || listens.iter().any(|address| !address.ip().is_loopback()) {
            let words = "--demo is for this machine alone: its passwords are no secret. Leave out --listen and \
                         --public-url, or give them a loopback address such as 127.0.0.1:8787";
            return Err(Failure::Usage(words.to_owned()));
        }
        Ok(Some(self.demo_listen))
    }

    /// How browsers reach the chat where nothing else is set: in a demo by the name of this machine and not by its
    /// number, which is the shop's. A browser then takes them for two sites.
    pub(super) fn public_url(&self, server: &Server, listening: SocketAddr) -> PublicUrl {
        let reached = server.reached_at(listening);
        let scheme = if reached.is_https() { "https" } else { "http" };
        let named = || format!("{scheme}://localhost:{}", listening.port()).parse().ok();
        self.demo.then(named).flatten().unwrap_or(reached)
    }

    /// A demo's data is only for a demo, and other data never is.
    pub(super) async fn check_data(&self, app: &App) -> Result<(), Failure> {
        let words = if self.demo {
            if demo::claim(app).await? {
                return Ok(());
            }
            "there is an installation already that is no demo; --data FOLDER names another folder for the demo"
        } else {
            if !demo::is_demo(app).await? {
                return Ok(());
            }
            "this is a demo's data, and its passwords are no secret: start it with --demo, or name another folder \
             with --data"
        };
        Err(Failure::new(words))
    }
}

impl Opened {
    /// Opens the demo with a shop that is reached at `shop`.
    pub(super) async fn open(app: &App, shop: SocketAddr) -> Result<Self, Failure> {
        Ok(Self { workspace: app.public_url().await?, shop, router: demo::open(app, shop).await? })
    }

    /// What there is, for programs.
    pub(super) fn event(&self) -> Value {
        json!({
            "event": "demo",
            "shop": format!("http://{}", self.shop),
            "workspace": self.workspace.to_string(),
            "agent": { "email": AGENT.email, "password": AGENT.password },
            "administrator": { "email": ADMINISTRATOR.email, "password": ADMINISTRATOR.password },
        })
    }

    /// What there is and what to try, for people.
    pub(super) fn words(&self) -> String {
        let Self { workspace, shop, .. } = self;
        format!(
            "
Pebblewick, a made-up shop, is open:

  shop           http://{shop}
  workspace      {workspace}
  agent          {}   password: {}
  administrator  {}   password: {}

Try it, with both side by side:

  1. In the shop, open the messenger and write. Nobody knows who you are.
  2. Log in to the shop as Mara, and write again.
  3. In the workspace, as the agent, see the mark appear, and click on it for the why.

Ctrl-C ends it.",
            AGENT.email, AGENT.password, ADMINISTRATOR.email, ADMINISTRATOR.password
        )
    }
}
