//! Plays the story against a server of its own and leaves it running to look around: `cargo xtask story`.

use std::{
    env,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use bonafide_testkit::{
    server::TestServer,
    story::{self, Company, Narrator},
};
use tokio::signal::unix::{SignalKind, signal};

/// The server's own default, so that the addresses in the reference fit it.
const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

#[tokio::main]
async fn main() -> io::Result<()> {
    let folder = story_folder()?;
    let mut server = TestServer::start_in(folder.clone(), free_address()?, &[("log", "warn")]).await;
    tokio::select! {
        biased;
        () = told_to_end()? => {}
        ended = stay(&mut server, &folder) => return ended,
    }
    server.stop_if_running().await;
    println!("\nThe server has ended. The next run makes its folder anew.");
    Ok(())
}

/// Plays the story and leaves the server running for as long as it does.
async fn stay(server: &mut TestServer, folder: &Path) -> io::Result<()> {
    println!("A server is running at {}, on an empty folder.", server.url(""));
    let company = story::play(server, Narrator::Terminal).await;
    tell_the_rest(server, folder, &company)?;
    server.ended().await;
    Err(io::Error::other("the server ended by itself"))
}

/// Waits for Ctrl-C, or for SIGTERM.
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// `story` beside the folder that Cargo built this program into.
fn story_folder() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or_else(|| io::Error::other("the program has no folder"))?;
    Ok(target.join("story"))
}

/// The usual address, or a free one if somebody else has it.
fn free_address() -> io::Result<SocketAddr> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(USUAL).or_else(|_| TcpListener::bind(any))?;
    listener.local_addr()
}

fn tell_the_rest(server: &TestServer, folder: &Path, company: &Company) -> io::Result<()> {
    let Company { email, password, channel, key } = company;
    let (url, data) = (server.url(""), folder.display());
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "
All of this happened on the server, which stays up until Ctrl-C.

  address        {url}
  API            {url}/openapi.json
  data           {data}
  administrator  {email}
  password       {password}
  channel        {channel}
  key            {}

Go on by hand, in another terminal. Be the agent:

  curl -s {url}/agent/v1/sign-in -H 'Content-Type: application/json' \\
    -d '{{\"email\":\"{email}\",\"password\":\"{password}\"}}'
  curl -s {url}/agent/v1/inbox -H 'Authorization: Bearer bfa_...'

or somebody who writes without signing in:

  curl -s {url}/client/v1/sessions -H 'Content-Type: application/json' -d '{{\"channel\":\"{channel}\"}}'

More steps are in README.md under \"First steps by hand\"; what clients say is in docs/reference/protocol.md.",
        key.id
    )
}
