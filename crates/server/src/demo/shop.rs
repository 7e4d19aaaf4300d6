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
    response::{Html, IntoResponse, Redirect},
    routing::{get, post},
};
use bonafide_domain::{id::KeyId, token::KeySecret};

use super::{
    company::Company,
    people::{CUSTOMERS, Customer},
};
use crate::{App, clock::Clock, http::ApiError, secrets::Random};
use logins::{LoggedIn, Logins};
use page::{Messenger, Page};

/// The shop, cheap to clone.
#[derive(Clone)]
pub(super) struct Shop(Arc<Parts>);

struct Parts {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    key: KeyId,
    secret: KeySecret,
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
            messenger: Messenger { host: app.public_url().await?.to_string(), channel: company.public_key },
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
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
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
