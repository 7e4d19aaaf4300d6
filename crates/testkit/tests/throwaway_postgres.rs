//! The program `throwaway-postgres`, from outside.

use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    time::Duration,
};

/// The question whether the server speaks TLS, which it answers with one byte and then waits for more.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Runs a shell's words beside a throw-away PostgreSQL.
fn beside_postgres(words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throwaway-postgres"));
    command.args(["sh", "-c", words]);
    command
}

#[test]
fn the_exit_code_is_the_commands() {
    let status = beside_postgres("exit 7").status().unwrap();
    assert_eq!(status.code(), Some(7));
}

#[test]
fn the_server_goes_with_a_process_that_is_killed() {
    let mut killed = beside_postgres("echo $BONAFIDE_TEST_POSTGRES; cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(killed.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let mut connection =
        TcpStream::connect(address.trim().strip_prefix("postgres://postgres@").unwrap()).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // Once it has been answered it is served by a process that ends with the server. One that is accepted while the
    // server ends gets a process that waits for its first words, and the server waits for that process.
    connection.write_all(&SSL_REQUEST).unwrap();
    connection.read_exact(&mut [0]).unwrap();

    killed.kill().unwrap();
    killed.wait().unwrap();

    // The server closes its connections when it ends, and until then waits for this one to go on.
    let end = connection.read(&mut [0]).map_err(|error| error.kind());
    assert!(matches!(end, Ok(0) | Err(ErrorKind::ConnectionReset)), "PostgreSQL is still there: {end:?}");
}
