//! Killed in the middle of the work: what was acknowledged is there, once; what was not is there once after it was
//! sent again.

use std::{collections::BTreeSet, sync::Arc};

use bonafide_testkit::{
    client::Client,
    http::{Failed, PATIENCE},
    postgres::{Cluster, Durability},
    server::{Engine, TestServer},
    wire::Message,
};
use tokio::{
    sync::Semaphore,
    task::{JoinSet, spawn_blocking},
    time::timeout,
};

use crate::stage::{NO_LIMIT, Stage, on_both_engines};

const CLIENTS: usize = 4;
const MESSAGES: usize = 200;
/// After how many acknowledgements the crash comes: in the middle.
const BEFORE: usize = 300;

on_both_engines![what_was_acknowledged_outlives_a_killed_server];

/// Somebody who writes as fast as they can, and what they were told of.
struct Writer {
    client: Client,
    acknowledged: Vec<Message>,
    typed: usize,
}

impl Writer {
    /// Writes on, up to all messages or the first failure. Each acknowledgement adds a permit.
    async fn write(&mut self, acknowledgements: &Semaphore) {
        while self.typed < MESSAGES {
            let text = self.typed.to_string();
            self.typed += 1;
            match self.client.write(&text).await {
                Ok(message) => self.acknowledged.push(message),
                Err(failed) => return assert!(is_an_interruption(&failed), "{failed}"),
            }
            acknowledgements.add_permits(1);
        }
    }

    /// Sends again what was not acknowledged, until it is.
    async fn resend(&mut self) {
        let again = timeout(PATIENCE, async {
            loop {
                match self.client.resend().await {
                    Ok(sent) => return self.acknowledged.extend(sent),
                    Err(failed) => assert!(is_an_interruption(&failed), "{failed}"),
                }
            }
        });
        again.await.expect("the server takes messages again in time");
    }

    /// Every message is there, once and in the order it was typed, under the id that was told.
    async fn check(&mut self) {
        let transcript = self.client.transcript().await.unwrap();
        let texts: Vec<_> = transcript.iter().map(|message| message.text.clone()).collect();
        assert_eq!(texts, (0..MESSAGES).map(|number| number.to_string()).collect::<Vec<_>>());
        let made: BTreeSet<_> = transcript.iter().map(|message| &message.client_id).collect();
        assert_eq!(made.len(), MESSAGES);
        assert_eq!(transcript, self.acknowledged);
    }
}

/// No answer, or one of those after which the reference says to repeat.
fn is_an_interruption(failed: &Failed) -> bool {
    matches!(failed.code(), "lost" | "busy" | "unavailable" | "outcome_unknown")
}

/// All writers at work, and the semaphore that counts what they were told.
fn at_work(writers: Vec<Writer>) -> (JoinSet<Writer>, Arc<Semaphore>) {
    let acknowledgements = Arc::new(Semaphore::new(0));
    let mut at_work = JoinSet::new();
    for mut writer in writers {
        let counted = Arc::clone(&acknowledgements);
        at_work.spawn(async move {
            writer.write(&counted).await;
            writer
        });
    }
    (at_work, acknowledgements)
}

/// Everyone at their first message, two of them signed in.
async fn writers(stage: &Stage) -> Vec<Writer> {
    let mut writers = Vec::new();
    for number in 0..CLIENTS {
        let mut client = stage.device();
        if number % 2 == 0 {
            client.login(&stage.token(&format!("usr_{number}"))).await.unwrap();
        }
        writers.push(Writer { client, acknowledged: Vec::new(), typed: 0 });
    }
    writers
}

/// Waits for so many acknowledgements. Each one is waited for by itself: slow machines get there as well.
async fn middle(acknowledgements: &Semaphore) {
    for _ in 0..BEFORE {
        let next = timeout(PATIENCE, acknowledgements.acquire());
        next.await.expect("the writers go on writing").unwrap().forget();
    }
}

/// What comes after the crash: everyone sends again, writes on to the end, and everything is there once.
async fn go_on(interrupted: JoinSet<Writer>) {
    let mut writers = interrupted.join_all().await;
    assert!(writers.iter().any(|writer| writer.client.unsent().next().is_some()), "the crash met no message");
    for writer in &mut writers {
        writer.resend().await;
    }
    for mut writer in at_work(writers).0.join_all().await {
        writer.check().await;
    }
}

async fn what_was_acknowledged_outlives_a_killed_server(engine: Engine) {
    let mut stage = Stage::set(engine).await;
    let (at_work, acknowledgements) = at_work(writers(&stage).await);
    middle(&acknowledgements).await;
    stage.server.kill_9();
    stage.server.restart().await;
    go_on(at_work).await;
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_crash_of_postgresql() {
    let mut cluster = spawn_blocking(|| Cluster::start(Durability::Kept)).await.unwrap();
    let database = cluster.database();
    let stage = Stage::set_on(TestServer::start_on(Some(database), &[NO_LIMIT]).await).await;
    let (at_work, acknowledgements) = at_work(writers(&stage).await);
    middle(&acknowledgements).await;
    let cluster = spawn_blocking(move || {
        cluster.crash_and_restart();
        cluster
    });
    let cluster = cluster.await.unwrap();
    go_on(at_work).await;
    drop((stage, cluster));
}
