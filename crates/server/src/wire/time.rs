//! Points in time.

use std::fmt;

use bonafide_domain::time::Millis;
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// A point in time: RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Millis);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a token gave may lie beyond the years that RFC 3339 can write.
        let at = Timestamp::from_millisecond(self.0.as_i64()).unwrap_or(Timestamp::MAX);
        write!(f, "{:.3}", at.max(Timestamp::UNIX_EPOCH))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rfc_3339_in_utc_with_milliseconds() {
        for (millis, text) in [
            (0, "\"1970-01-01T00:00:00.000Z\""),
            (1_777_888_999_120, "\"2026-05-04T10:03:19.120Z\""),
            (-5, "\"1970-01-01T00:00:00.000Z\""),
            (i64::MAX, "\"9999-12-30T22:00:00.999Z\""),
        ] {
            assert_eq!(serde_json::to_string(&Time(Millis::new(millis))).unwrap(), text);
        }
    }
}
