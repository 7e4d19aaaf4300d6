//! The fields of a setting of public keys, as its row keeps them: a JSON object in one column, since each kind has others.

use bonafide_domain::{
    mode::Mode,
    public_key_setting::{ClientFunction, KeysServe, Party, PublicKeyFields},
    token::{Algorithm, Algorithms},
};
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

#[derive(Serialize, Deserialize)]
struct Kept {
    url: String,
    client_function: Option<String>,
    algorithms: Vec<String>,
    issuer: Option<String>,
    audience: Option<String>,
    contexts: String,
    keys_serve_seconds: i64,
}

pub(super) fn write(fields: &PublicKeyFields) -> String {
    let party = |party: &Option<Party>| party.as_ref().map(|party| party.as_str().to_owned());
    let kept = Kept {
        url: fields.url.as_str().to_owned(),
        client_function: fields.client_function.as_ref().map(|function| function.as_str().to_owned()),
        algorithms: fields.algorithms.iter().map(|algorithm| algorithm.as_str().to_owned()).collect(),
        issuer: party(&fields.issuer),
        audience: party(&fields.audience),
        contexts: fields.contexts.as_str().to_owned(),
        keys_serve_seconds: fields.keys_serve.as_seconds(),
    };
    serde_json::to_string(&kept).expect("texts and numbers are JSON")
}

pub(super) fn read(text: &str) -> Result<PublicKeyFields> {
    let kept: Kept = serde_json::from_str(text).map_err(|_| corrupt("fields"))?;
    let algorithms = kept.algorithms.iter().map(|name| Algorithm::named(name));
    let algorithms: Vec<_> = algorithms.collect::<Option<_>>().ok_or_else(|| corrupt("algorithms"))?;
    let party = |text: Option<String>| {
        text.map(|text| Party::new(&text).map_err(|_| corrupt("issuer or audience"))).transpose()
    };
    let function = kept.client_function.as_deref().map(ClientFunction::new).transpose();
    Ok(PublicKeyFields {
        url: kept.url.parse().map_err(|_| corrupt("url"))?,
        client_function: function.map_err(|_| corrupt("client function"))?,
        algorithms: Algorithms::new(algorithms).map_err(|_| corrupt("algorithms"))?,
        issuer: party(kept.issuer)?,
        audience: party(kept.audience)?,
        contexts: Mode::ALL
            .into_iter()
            .find(|mode| mode.as_str() == kept.contexts)
            .ok_or_else(|| corrupt("contexts"))?,
        keys_serve: KeysServe::seconds(kept.keys_serve_seconds).map_err(|_| corrupt("keys_serve"))?,
    })
}

pub(super) fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("an authentication setting has {what} that are none"))
}
