//! The one field of a setting that nobody can read (OMN-1, OMN-11).

use zeroize::Zeroizing;

use crate::text::TextRefused;

/// What proves who we are to the identity provider. It is shown to nobody, and wiped from memory when it is dropped.
#[derive(Clone)]
pub struct ClientSecret(Zeroizing<String>);

/// The longest one, in bytes.
const SECRET_BYTES: usize = 1_000;

impl ClientSecret {
    /// The one with this text (RFC 6749, appendix A.2).
    pub fn new(text: String) -> Result<Self, TextRefused> {
        let text = Zeroizing::new(text);
        if text.is_empty() {
            Err(TextRefused::Empty)
        } else if text.len() > SECRET_BYTES {
            Err(TextRefused::TooLong("1000 bytes"))
        } else if text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
            Ok(Self(text))
        } else {
            Err(TextRefused::Character)
        }
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// It is not shown.
impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret(..)")
    }
}
