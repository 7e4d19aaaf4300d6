//! A request, as a client puts it together.

use serde_json::Value;

/// One request. Everything in it is sent as it stands here, however wrong.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

fn call(method: &'static str, target: impl Into<String>) -> Call {
    Call { method, target: target.into(), headers: Vec::new(), body: None }
}

pub(crate) fn get(target: impl Into<String>) -> Call {
    call("GET", target)
}
pub(crate) fn post(target: impl Into<String>) -> Call {
    call("POST", target)
}
pub(crate) fn put(target: impl Into<String>) -> Call {
    call("PUT", target)
}
pub(crate) fn patch(target: impl Into<String>) -> Call {
    call("PATCH", target)
}
pub(crate) fn delete(target: impl Into<String>) -> Call {
    call("DELETE", target)
}
pub(crate) fn options(target: impl Into<String>) -> Call {
    call("OPTIONS", target)
}

impl Call {
    /// With this session's token, in place of any other.
    pub(crate) fn by(self, token: &str) -> Self {
        self.anonymously().header("authorization", &format!("Bearer {token}"))
    }

    /// Without a token.
    pub(crate) fn anonymously(mut self) -> Self {
        self.headers.retain(|(name, _)| *name != "authorization");
        self
    }

    /// With one more header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// As a proxy passes it on for somebody else.
    pub(crate) fn coming_from(self, address: &str) -> Self {
        self.header("x-forwarded-for", address)
    }

    /// With this body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// With these bytes for a body, and what they say they are.
    pub(crate) fn bytes(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.headers.retain(|(name, _)| *name != "content-type");
        self.body = Some(body.into());
        self.header("content-type", content_type)
    }

    /// To another target.
    pub(crate) fn to(mut self, target: impl Into<String>) -> Self {
        self.target = target.into();
        self
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// The body of a call that was made with [`Call::json`].
    pub(crate) fn value(&self) -> Option<Value> {
        self.body.as_deref().map(|body| serde_json::from_slice(body).unwrap())
    }
}
