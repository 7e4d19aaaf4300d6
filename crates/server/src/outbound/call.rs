//! One request on one connection.

use axum::http::{Request, Response, StatusCode, header};
use bonafide_domain::outbound::OutboundUrl;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_rustls::client::TlsStream;

use super::CallFailed;

/// How long the head of an answer may be, in bytes.
const HEAD: usize = 16 * 1024;

/// What came of a request.
pub(super) enum Answer {
    /// The body.
    Body(Vec<u8>),
    /// What is asked for is at another place of the same origin.
    Redirect(OutboundUrl),
}

/// Asks for what is at an address.
pub(super) async fn get(
    url: &OutboundUrl,
    connection: TlsStream<TcpStream>,
    most: usize,
) -> Result<Answer, CallFailed> {
    let request = Request::get(url.path_and_query())
        .header(header::HOST, url.authority())
        .header(header::USER_AGENT, "Bonafide")
        .header(header::ACCEPT, "application/json, application/x-pem-file, text/plain, */*")
        .body(Empty::<Bytes>::new())
        .map_err(|_| CallFailed::Broken)?;
    let handshake = http1::Builder::new().max_buf_size(HEAD).handshake(TokioIo::new(connection));
    let (mut sender, connection) = handshake.await.map_err(|_| CallFailed::Broken)?;
    // It ends with this call, however that ends.
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let answer = sender.send_request(request).await.map_err(|_| CallFailed::Broken)?;
    read(url, answer, most).await
}

async fn read(url: &OutboundUrl, answer: Response<Incoming>, most: usize) -> Result<Answer, CallFailed> {
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::SEE_OTHER
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => {
            let location = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
            let to = location.and_then(|location| url.redirect(location)).ok_or(CallFailed::Elsewhere)?;
            return Ok(Answer::Redirect(to));
        }
        other => return Err(CallFailed::Status(other.as_u16())),
    }
    let body = Limited::new(answer.into_body(), most).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() { CallFailed::TooLarge(most) } else { CallFailed::Broken }
    })?;
    Ok(Answer::Body(body.to_bytes().to_vec()))
}
