//! A row of the table: one endpoint, all that there is to say about it, and its handler.

use axum::{
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{from_extractor, from_fn_with_state},
    routing::{MethodFilter, MethodRouter, on},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{ErrorCode, extract::BODY_BYTES, larger};
use crate::{
    App,
    secrets::{AgentToken, SessionToken},
};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone at all.
    Anyone,
    /// A user's device, with a session's token.
    Session,
    /// An agent or administrator who has signed in.
    Agent,
    /// An administrator who has signed in.
    Administrator,
    /// A program, with a key of the REST API.
    Program,
}

impl Who {
    /// The word for the reference.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Session => "a session",
            Self::Agent => "an agent",
            Self::Administrator => "an administrator",
            Self::Program => "a program",
        }
    }

    /// What every endpoint for them can answer.
    const fn errors(self) -> &'static [ErrorCode] {
        match self {
            Self::Anyone => &[],
            Self::Session => &[ErrorCode::SessionMissing, ErrorCode::SessionUnknown],
            Self::Agent => &[ErrorCode::SignInRequired],
            Self::Administrator => &[ErrorCode::SignInRequired, ErrorCode::AdministratorRequired],
            Self::Program => &[ErrorCode::KeyRequired, ErrorCode::RateLimited],
        }
    }
}

/// Writes the schema of a wire type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One endpoint.
#[must_use = "a route that is in no table is not served"]
pub struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) who: Who,
    pub(crate) summary: &'static str,
    pub(crate) query: Option<SchemaOf>,
    pub(crate) request: Option<SchemaOf>,
    pub(crate) most: usize,
    pub(crate) status: StatusCode,
    pub(crate) repeats: bool,
    pub(crate) response: Option<SchemaOf>,
    errors: &'static [ErrorCode],
    handler: MethodRouter<App>,
}

/// An endpoint that reads. It answers HEAD as well.
pub fn get<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::GET, MethodFilter::GET, path, handler)
}

/// An endpoint that does something.
pub fn post<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::POST, MethodFilter::POST, path, handler)
}

/// An endpoint that puts one thing in place of another.
pub fn put<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::PUT, MethodFilter::PUT, path, handler)
}

/// An endpoint that changes parts of a thing.
pub fn patch<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::PATCH, MethodFilter::PATCH, path, handler)
}

/// An endpoint that deletes.
pub fn delete<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::DELETE, MethodFilter::DELETE, path, handler)
}

impl Route {
    fn new<H: Handler<T, App>, T: 'static>(
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        handler: H,
    ) -> Self {
        Self {
            method,
            path,
            who: Who::Anyone,
            summary: "",
            query: None,
            request: None,
            most: BODY_BYTES,
            status: StatusCode::NO_CONTENT,
            repeats: false,
            response: None,
            errors: &[],
            handler: on(filter, handler),
        }
    }

    /// Who may call it: anyone, unless said. The right kind of token is asked for before the handler runs; whose it
    /// is, and whether they may, the use case finds out.
    pub fn who(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// What it does, in a few words for the reference.
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// The type of the query string.
    pub fn asks<T: JsonSchema>(mut self) -> Self {
        self.query = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// The type of the JSON body that it takes.
    pub fn takes<T: JsonSchema>(mut self) -> Self {
        self.request = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// For administrators, who may send it a body of so many bytes where [`BODY_BYTES`] are too few for what the rules promise.
    pub fn who_administrators_with(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self.who(Who::Administrator)
    }

    /// The type of the JSON body that it answers with, with status 200. Without, the answer is an empty 204.
    pub fn gives<T: JsonSchema>(mut self) -> Self {
        self.status = StatusCode::OK;
        self.response = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// Another status for success, such as 201 or 101. Written after [`Route::gives`].
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A repeat of its client-made id is answered as the first call was, with status 200.
    pub fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }

    /// How it can fail, besides the ways in which every endpoint of its kind can.
    pub fn fails(mut self, errors: &'static [ErrorCode]) -> Self {
        self.errors = errors;
        self
    }

    /// All the ways in which it can fail, in the order of [`ErrorCode::ALL`].
    pub(crate) fn errors(&self) -> Vec<ErrorCode> {
        const BODY: &[ErrorCode] =
            &[ErrorCode::BadRequest, ErrorCode::UnsupportedMediaType, ErrorCode::TooLarge];
        const DATABASE: &[ErrorCode] = &[ErrorCode::Busy, ErrorCode::Unavailable];
        // Whoever must be known is looked up, and whatever is taken is kept.
        let asks_database = self.who != Who::Anyone || self.request.is_some();
        let said = |code: &ErrorCode| {
            self.errors.contains(code)
                || self.who.errors().contains(code)
                || self.request.is_some() && BODY.contains(code)
                || self.query.is_some() && *code == ErrorCode::BadRequest
                || self.path.contains('{') && *code == ErrorCode::NotFound
                || asks_database && DATABASE.contains(code)
                || asks_database && self.method != Method::GET && *code == ErrorCode::OutcomeUnknown
                || *code == ErrorCode::Internal
        };
        ErrorCode::ALL.iter().copied().filter(said).collect()
    }

    /// The names in braces in the path.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
    }

    /// The handler behind its guard.
    pub(crate) fn guarded(self, app: &App) -> MethodRouter<App> {
        match self.who {
            // What a program sends is proven with what is kept: that is the handler's first extractor.
            Who::Anyone | Who::Program => self.handler,
            Who::Session => self.handler.route_layer(from_extractor::<SessionToken>()),
            Who::Administrator if self.most > BODY_BYTES => {
                let state = (app.clone(), self.most);
                self.handler.route_layer(from_fn_with_state(state, larger::from_administrators))
            }
            Who::Agent | Who::Administrator => self.handler.route_layer(from_extractor::<AgentToken>()),
        }
    }
}
