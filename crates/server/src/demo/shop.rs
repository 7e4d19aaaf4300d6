//! Pebblewick's web shop, as any company has one: pages, a login of its own, and one route more for Bonafide.
//!
//! It knows of Bonafide what every company's shop knows: the line for its pages, and a signing key. It listens on
//! `127.0.0.1` where the chat is on `localhost`: to a browser those are two sites, so the messenger is a third party in
//! its pages, as in the field.

mod cups;
mod files;
mod logins;
mod page;
mod policy;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use bonafide_domain::{id::KeyId, token::KeySecret};

use super::{
    company::Company,
    people::{CUSTOMERS, Customer},
    portal::{KEY_PATH, Portal},
};
use crate::{App, clock::Clock, http::ApiError, secrets::Random};
use logins::{LoggedIn, Logins};
use page::{Messenger, Page};

/// The page that is made for the older live chat.
const SUPPORT: &str = "/support";

/// The shop, cheap to clone.
#[derive(Clone)]
pub(super) struct Shop(Arc<Parts>);

struct Parts {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    key: KeyId,
    secret: KeySecret,
    portal: Portal,
    messenger: Messenger,
    logins: Logins,
}

impl Shop {
    /// A shop with nobody logged in.
    pub(super) async fn new(app: &App, company: Company) -> Result<Self, ApiError> {
        Ok(Self(Arc::new(Parts {
            clock: Arc::clone(&app.clock),
            random: Arc::clone(&app.random),
            key: company.key,
            secret: company.secret,
            portal: company.portal,
            messenger: Messenger {
                host: app.public_url().await?.to_string(),
                channel: company.public_key,
                live_chat: company.live_chat,
            },
            logins: Logins::default(),
        })))
    }

    /// Everything that it answers.
    pub(super) fn router(self) -> Router {
        let headers = policy::Headers::of(&self.0.messenger.host);
        Router::new()
            .route("/", get(start))
            .route("/cups/{cup}", get(cup))
            .route("/login", get(login))
            .route("/login/{customer}", post(log_in))
            .route("/account", get(account))
            .route("/logout", post(log_out))
            .route("/bonafide-token", get(token))
            .route(SUPPORT, get(support))
            .route(KEY_PATH, get(public_key))
            .route("/_services/auth/token", get(portal_token))
            .merge(files::routes())
            .fallback(nothing)
            .layer(middleware::map_response_with_state(headers, policy::added))
            .with_state(self)
    }

    fn show(&self, page: &Page, customer: Option<&Customer>) -> Html<String> {
        Html(page.written(&self.0.messenger, customer))
    }
}

async fn start(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> Html<String> {
    shop.show(&page::start(), customer)
}

async fn cup(
    State(shop): State<Shop>,
    LoggedIn(customer): LoggedIn,
    Path(name): Path<String>,
) -> impl IntoResponse {
    match cups::find(&name) {
        Some(cup) => (StatusCode::OK, shop.show(&page::cup(cup), customer)),
        None => (StatusCode::NOT_FOUND, shop.show(&page::nothing(), customer)),
    }
}

async fn nothing(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> impl IntoResponse {
    (StatusCode::NOT_FOUND, shop.show(&page::nothing(), customer))
}

async fn login(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> impl IntoResponse {
    match customer {
        Some(_) => Redirect::to("/account").into_response(),
        None => shop.show(&page::login(), None).into_response(),
    }
}

async fn log_in(State(shop): State<Shop>, headers: HeaderMap, Path(id): Path<String>) -> impl IntoResponse {
    let Some(customer) = CUSTOMERS.iter().find(|customer| customer.id == id) else {
        return (StatusCode::NOT_FOUND, shop.show(&page::nothing(), None)).into_response();
    };
    shop.0.logins.close(&headers);
    let cookie = shop.0.logins.open(customer, &*shop.0.random);
    ([(header::SET_COOKIE, cookie)], Redirect::to(back(&headers))).into_response()
}

/// Where somebody goes on who has logged in: to the page that sent them, if it is the one that sends people here, and nowhere that
/// a visitor could name.
fn back(headers: &HeaderMap) -> &'static str {
    let form = headers.get(header::REFERER).and_then(|from| from.to_str().ok()).unwrap_or_default();
    if form.ends_with("?back=%2Fsupport") { SUPPORT } else { "/" }
}

async fn support(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> Html<String> {
    shop.show(&page::support(), customer)
}

/// OMN-2: the portal's public key, for whoever asks.
async fn public_key(State(shop): State<Shop>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], shop.0.portal.published())
}

/// A token of whoever is logged in, which the portal's private key signs.
async fn portal_token(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> Result<Response, ApiError> {
    match customer {
        Some(customer) => Ok(shop.0.portal.token(customer, shop.0.clock.now())?.into_response()),
        None => Ok((StatusCode::UNAUTHORIZED, "Nobody is logged in.").into_response()),
    }
}

async fn account(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> impl IntoResponse {
    match customer {
        Some(customer) => shop.show(&page::account(customer), Some(customer)).into_response(),
        None => Redirect::to("/login").into_response(),
    }
}

async fn log_out(State(shop): State<Shop>, headers: HeaderMap) -> impl IntoResponse {
    let cookie = shop.0.logins.close(&headers);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/"))
}

/// The one route that a company adds for Bonafide: a token for whoever is logged in, and for nobody else.
async fn token(State(shop): State<Shop>, LoggedIn(customer): LoggedIn) -> impl IntoResponse {
    match customer {
        Some(customer) => {
            (StatusCode::OK, customer.token(shop.0.key, &shop.0.secret, shop.0.clock.now())).into_response()
        }
        None => (StatusCode::UNAUTHORIZED, "Nobody is logged in.").into_response(),
    }
}
