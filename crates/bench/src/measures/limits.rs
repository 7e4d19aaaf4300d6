//! The limits by themselves, for whoever wants to know the machine.

use bonafide_testkit::server::Engine;
use futures_util::future::join_all;

use super::logins::{self, LOGIN};
use crate::{
    figures::{Measured, ROUNDS, Table, median, median_of, number},
    limits::{
        Rate, echo,
        pgbench::{CONNECTIONS, Pgbench},
        rows::{self, Work},
        verification,
    },
    load::{closed::COUNTED, http::Connection},
    people::{MESSAGES, User},
    signer::Proof,
    world::World,
};

/// How many clients write what is written again.
const AT_ONCE: usize = 64;
/// How much each of them writes.
const EACH: usize = 300;
/// As long as what the measured messages say.
const WORDS: &str = "due at 1234567890 ns, and some more words to say";

/// Measures each limit, one after the other.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "Limits".to_owned(),
        says: "What this machine does at most, with nothing of ours around it.".to_owned(),
        columns: vec!["a second".to_owned(), "CPU, µs each".to_owned()],
        rows: verification(),
    };
    let exchanges = [
        ("login", echo::LOGIN),
        ("message by a request", echo::MESSAGE),
        ("message on a socket", echo::POSTED),
    ];
    for (name, exchange) in exchanges {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(echo::round(exchange).await);
        }
        table.rows.push(row(&format!("socket echo of a {name}"), &rounds));
    }
    for work in Work::ALL {
        table.rows.push(row(&format!("rows of a {}", work.word()), &again(work).await));
    }
    for (work, actors) in [(Work::KnownLogin, 1_000), (Work::NewLogin, 1), (Work::Message, 50)] {
        let pgbench = Pgbench::of(work, actors).await;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(pgbench.round(CONNECTIONS, COUNTED).await);
        }
        let figures = vec![number(median(&rounds)), "–".to_owned()];
        table.rows.push((format!("pgbench, statements of a {}", work.word()), figures));
    }
    Measured { table, reached: Vec::new() }
}

fn verification() -> Vec<(String, Vec<String>)> {
    let row = |name: String, micros: f64| (name, vec![number(1e6 / micros), number(micros)]);
    let of_proof = |proof: Proof| {
        let rounds: Vec<_> = (0..ROUNDS).map(|_| verification::round(proof)).collect();
        let algorithm = proof.algorithm();
        [
            row(
                format!("{algorithm} signature of a token"),
                median_of(&rounds, |round| round.signature_micros),
            ),
            row(
                format!("verification of a token with {algorithm}"),
                median_of(&rounds, |round| round.token_micros),
            ),
        ]
    };
    [Proof::SigningKey, Proof::PublicKey].into_iter().flat_map(of_proof).collect()
}

fn row(name: &str, rounds: &[Rate]) -> (String, Vec<String>) {
    let figures = [
        number(median_of(rounds, |round| round.a_second)),
        number(median_of(rounds, |round| round.cpu_micros)),
    ];
    (name.to_owned(), figures.into())
}

/// What a server has just written, written again.
async fn again(work: Work) -> Vec<Rate> {
    let world = World::open(Engine::Sqlite).await;
    let clients = (0..AT_ONCE).map(|client| fill(&world, work, client));
    join_all(clients).await;
    let file = world.server.data_folder().join("bonafide.db");
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(rows::round(&file, work, AT_ONCE * EACH).await);
    }
    rounds
}

/// One client's share.
async fn fill(world: &World, work: Work, client: usize) {
    let user = User::arrive(world, &format!("user-{client}")).await;
    let mut connection = Connection::open(world.address()).await;
    for number in 0..EACH {
        let (path, session, body) = match work {
            Work::KnownLogin => (LOGIN, None, login(world, &format!("user-{client}"), number)),
            Work::NewLogin => (LOGIN, None, login(world, &format!("user-{client}-{number}"), number)),
            Work::Message => {
                (MESSAGES, Some(user.session.as_str()), user.message(&format!("message-{number}"), WORDS))
            }
        };
        connection.post(path, session, body).await.check();
    }
}

fn login(world: &World, external_id: &str, number: usize) -> String {
    logins::body(&world.channel, &world.token(external_id), number)
}
