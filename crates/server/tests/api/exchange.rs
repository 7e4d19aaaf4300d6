//! HTTP/1.1 by hand, so that requests can be as wrong as they like and nothing is added to them.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::call::Call;

/// What came back.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Sends a call on a connection of its own and waits for the answer.
pub(crate) fn exchange(server: SocketAddr, call: &Call) -> Received {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut head = format!("{} {} HTTP/1.1\r\nhost: {server}\r\n", call.method, call.target);
    for (name, value) in &call.headers {
        head.extend([*name, ": ", value, "\r\n"]);
    }
    if let Some(body) = &call.body {
        head.extend(["content-length: ", &body.len().to_string(), "\r\n"]);
    }
    head.push_str("\r\n");
    let mut request = head.into_bytes();
    request.extend_from_slice(call.body.as_deref().unwrap_or_default());
    stream.write_all(&request).unwrap();
    received(BufReader::new(stream))
}

fn received(mut stream: impl BufRead) -> Received {
    let status = line(&mut stream).split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    loop {
        let line = line(&mut stream);
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let length = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Received { status, headers, body }
}

fn line(stream: &mut impl BufRead) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
