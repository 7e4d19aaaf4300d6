//! One request on one connection.

use axum::http::{HeaderName, Method, Request, Response, StatusCode, header};
use bonafide_domain::{call::Answer, outbound::OutboundUrl, token::code::Asked};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_rustls::client::TlsStream;

use super::CallFailed;

/// How long the head of an answer may be, in bytes.
const HEAD: usize = 16 * 1024;

/// What came of a request.
pub(super) enum Got {
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
) -> Result<Got, CallFailed> {
    let request = Request::get(url.path_and_query())
        .header(header::HOST, url.authority())
        .header(header::USER_AGENT, AGENT)
        .header(header::ACCEPT, "application/json, application/x-pem-file, text/plain, */*")
        .body(Full::default())
        .map_err(|_| CallFailed::Broken)?;
    let (answer, _connection) = send(request, connection).await?;
    read(url, answer, most).await
}

/// Asks something of an address, and takes whatever status it answers with, but to go elsewhere.
pub(super) async fn ask(
    asked: &Asked,
    signature: Option<&str>,
    connection: TlsStream<TcpStream>,
    most: usize,
) -> Result<Answer, CallFailed> {
    let (method, body) = match &asked.posted {
        Some((_, body)) => (Method::POST, Bytes::copy_from_slice(body)),
        None => (Method::GET, Bytes::new()),
    };
    let headers = [
        (header::AUTHORIZATION, asked.authorization.as_ref().map(|text| text.as_str())),
        (header::CONTENT_TYPE, asked.posted.as_ref().map(|(media_type, _)| *media_type)),
        (SIGNATURE, signature),
    ];
    let mut request = Request::builder()
        .method(method)
        .uri(asked.url.path_and_query())
        .header(header::HOST, asked.url.authority())
        .header(header::USER_AGENT, AGENT)
        .header(header::ACCEPT, "application/json");
    for (name, value) in headers {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let request = request.body(Full::new(body)).map_err(|_| CallFailed::Broken)?;
    let (answer, _connection) = send(request, connection).await?;
    if answer.status().is_redirection() {
        return Err(CallFailed::Elsewhere);
    }
    let media_type = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next());
    Ok(Answer {
        status: answer.status().as_u16(),
        media_type: media_type.map(|value| value.trim().to_ascii_lowercase()),
        body: body_of(answer, most).await?,
    })
}

/// Who we are to whom we call.
const AGENT: &str = "Bonafide";
/// What proves to a customer's endpoint that it is us (OMN-12).
const SIGNATURE: HeaderName = HeaderName::from_static("bonafide-signature");

/// Sends a request. The connection ends when what comes with the answer is dropped, however the call ends.
async fn send(
    request: Request<Full<Bytes>>,
    connection: TlsStream<TcpStream>,
) -> Result<(Response<Incoming>, JoinSet<hyper::Result<()>>), CallFailed> {
    let handshake = http1::Builder::new().max_buf_size(HEAD).handshake(TokioIo::new(connection));
    let (mut sender, connection) = handshake.await.map_err(|_| CallFailed::Broken)?;
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let answer = sender.send_request(request).await.map_err(|_| CallFailed::Broken)?;
    Ok((answer, tasks))
}

async fn read(url: &OutboundUrl, answer: Response<Incoming>, most: usize) -> Result<Got, CallFailed> {
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::SEE_OTHER
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => {
            let location = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
            let to = location.and_then(|location| url.redirect(location)).ok_or(CallFailed::Elsewhere)?;
            return Ok(Got::Redirect(to));
        }
        other => return Err(CallFailed::Status(other.as_u16())),
    }
    Ok(Got::Body(body_of(answer, most).await?))
}

async fn body_of(answer: Response<Incoming>, most: usize) -> Result<Vec<u8>, CallFailed> {
    let body = Limited::new(answer.into_body(), most).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() { CallFailed::TooLarge(most) } else { CallFailed::Broken }
    })?;
    Ok(body.to_bytes().to_vec())
}
