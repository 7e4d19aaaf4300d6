// jsonwebtoken = "9"
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};

async fn bonafide_token(user: LoggedIn) -> Result<String, AppError> {
    let now = get_current_timestamp();
    let claims = serde_json::json!({
        "external_id": user.id.to_string(), // a string, even if your ids are numbers
        "scope": "user",
        "name": user.name,
        "email": user.email,
        "email_verified": user.email_confirmed,
        "iat": now,
        "exp": now + 3600,
    });
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("KEY_ID".into());
    let secret = std::env::var("BONAFIDE_SECRET")?; // as it is, without decoding it
    Ok(encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes()))?)
}
