//! `bonafide serve`: the server itself.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use clap::Args;
use serde_json::json;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::MissedTickBehavior,
};

use super::{
    Failure, Place,
    demo::{Demo, Opened},
    first_steps,
};
use crate::{
    app::{App, Surroundings},
    config::{Config, Flag},
    http, jobs, realtime,
    serve::serve,
    telemetry,
    tls::Tls,
    use_cases::Stop,
};

/// The flags of `bonafide serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address and port to listen on [default: 127.0.0.1:8787]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// How browsers reach the server, such as <https://chat.example.com>
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Accepts plain http from other machines
    #[arg(long)]
    insecure: bool,
    /// Says what happens in JSON, a line for each event
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    demo: Demo,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        telemetry::start(self.demo.log());
        let mut config = self.config()?;
        let shop = self.demo.shop(&config)?.map(bind).transpose()?;
        let tls = config.server.tls()?.map(Tls::read).transpose()?;
        let (listener, address) = bind(config.server.listen)?;
        let public_url = self.demo.public_url(&config.server, address);
        config.server.public_url.get_or_insert(public_url);
        let app = App::open(config, Surroundings::of_process())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("the threads cannot be started: {error}")))?;
        runtime.block_on(async {
            self.demo.check_data(&app).await?;
            let listener = heard(listener)?;
            end_on_signals(&app)?;
            app.keep_public_url().await?;
            self.say_listening(&app, address).await?;
            let shop = match shop {
                Some((listener, address)) => Some((heard(listener)?, self.open_demo(&app, address).await?)),
                None => None,
            };
            tokio::spawn(write_tallies(app.clone()));
            tokio::spawn(finish_email_policies(app.clone()));
            realtime::start(&app);
            jobs::start(&app);
            let chat = serve(listener, tls, http::routes::table().router(app.clone()), app.shutdown.clone());
            match shop {
                Some((listener, shop)) => {
                    tokio::join!(chat, serve(listener, None, shop.router, app.shutdown.clone()));
                }
                None => chat.await,
            }
            write_tally(&app).await;
            Ok::<(), Failure>(())
        })?;
        // What still runs is cut here, so that it does not meet a closed database.
        runtime.shutdown_background();
        app.store.close();
        Ok(())
    }

    /// Says where it listens and, while there is no administrator, the link to make one with.
    async fn say_listening(&self, app: &App, address: SocketAddr) -> Result<(), Failure> {
        let public_url = app.public_url().await?;
        self.say(
            &json!({ "event": "listening", "address": address }),
            &format!("Bonafide listens on {public_url}"),
        );
        if self.demo.is_wanted() {
            return Ok(());
        }
        if let Some(link) = first_steps::setup_link(app).await? {
            self.say(
                &json!({ "event": "setup_link", "link": link }),
                &format!("Make the first administrator here, within a day: {link}"),
            );
        }
        Ok(())
    }

    /// Opens the demo and says how to try it.
    async fn open_demo(&self, app: &App, shop: SocketAddr) -> Result<Opened, Failure> {
        let opened = Opened::open(app, shop).await?;
        self.say(&opened.event(), &opened.words());
        Ok(opened)
    }

    fn config(&self) -> Result<Config, Failure> {
        let flag = |flag, key, value: &Option<String>| value.clone().map(|value| Flag { flag, key, value });
        let insecure = self.insecure.then(|| "true".to_owned());
        let folder = self.demo.folder().filter(|_| !self.place.names_data());
        self.place.config(
            [
                flag("--listen", "server.listen", &self.listen),
                flag("--public-url", "server.public_url", &self.public_url),
                flag("--insecure", "server.insecure", &insecure),
                flag("--demo", "database.data", &folder),
            ]
            .into_iter()
            .flatten(),
        )
    }

    /// Says it on standard output, in words or in JSON. A closed standard output is no reason to stop serving.
    fn say(&self, event: &serde_json::Value, words: &str) {
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        let _ = if self.json { writeln!(out, "{event}") } else { writeln!(out, "{words}") };
        let _ = out.flush();
    }
}

/// A listener, and the address it got.
fn bind(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let bound = || {
        let listener = TcpListener::bind(wanted)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bound().map_err(|error: io::Error| Failure::new(format!("cannot listen on {wanted}: {error}")))
}

/// The listener for async code, within the runtime.
fn heard(listener: TcpListener) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::from_std(listener)
        .map_err(|error| Failure::new(format!("connections cannot be waited for: {error}")))
}

/// Writes each second what was summed up, until the end begins.
async fn write_tallies(app: App) {
    let mut stopping = app.shutdown.watch();
    let mut each_second = tokio::time::interval(Duration::from_secs(1));
    each_second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = each_second.tick() => write_tally(&app).await,
            () = stopping.begun() => return,
        }
    }
}

/// Does the rest of what was begun before the process ended the last time. What fails is tried at the next start; until
/// then there are some identities that the policy does not make any more, and none of them counts for more than before.
async fn finish_email_policies(app: App) {
    if let Err(Stop::Store(error)) = app.finish_email_policies().await {
        tracing::warn!(%error, "a change of an email policy could not be finished");
    }
}

async fn write_tally(app: &App) {
    if let Err(error) = app.tally.flush(&app.store).await {
        tracing::warn!(%error, "what was summed up could not be written");
    }
}

/// SIGTERM, as services are stopped, and SIGINT, as from a keyboard, begin the end.
fn end_on_signals(app: &App) -> Result<(), Failure> {
    let listening =
        |kind| signal(kind).map_err(|error| Failure::new(format!("signals cannot be heard: {error}")));
    let (mut terminate, mut interrupt) =
        (listening(SignalKind::terminate())?, listening(SignalKind::interrupt())?);
    let shutdown = app.shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("shutting down");
        shutdown.begin();
    });
    Ok(())
}
