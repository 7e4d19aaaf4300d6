//! Opening hours: weekly times in a time zone, and holidays (ROU-8).

use std::collections::BTreeSet;

use jiff::{
    Timestamp,
    civil::{Date, Weekday as Day},
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Serialize};

use crate::{limits, time::Millis};

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names say what they are")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    const fn day(self) -> Day {
        match self {
            Self::Monday => Day::Monday,
            Self::Tuesday => Day::Tuesday,
            Self::Wednesday => Day::Wednesday,
            Self::Thursday => Day::Thursday,
            Self::Friday => Day::Friday,
            Self::Saturday => Day::Saturday,
            Self::Sunday => Day::Sunday,
        }
    }
}

/// Opening hours as administrators write them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursDraft {
    /// The name of the time zone, such as `Europe/Zurich`.
    pub time_zone: String,
    /// When it is open in a week, by the clock on the wall there.
    pub weekly: Vec<Opening>,
    /// The days on which it is closed all day, such as `2026-12-25`.
    pub holidays: Vec<String>,
}

/// A time of a week. Through the night, it is two: until `24:00`, and from `00:00` of the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The day.
    pub day: Weekday,
    /// From when on, such as `09:00`.
    pub from: String,
    /// Until when, such as `17:30`; `24:00` is the end of the day.
    pub to: String,
}

/// Why opening hours cannot be as they are written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursRefused {
    /// There is no such time zone.
    #[error("there is no time zone “{0}”: write one such as Europe/Zurich")]
    NoTimeZone(String),
    /// A time is none, or ends before it begins.
    #[error("a time is written as 09:00 to 17:30, and ends after it begins")]
    NoTime,
    /// A holiday is no day.
    #[error("“{0}” is no day: write one such as 2026-12-25")]
    NoDay(String),
    /// There are more times or holidays than there may be.
    #[error("there are at most {limit} times and as many holidays")]
    TooMany {
        /// How many there may be.
        limit: usize,
    },
}

/// Opening hours that were checked.
#[derive(Debug, Clone)]
pub struct Hours {
    zone: TimeZone,
    /// Day, first minute, and the minute after the last.
    weekly: Vec<(Day, i32, i32)>,
    holidays: BTreeSet<Date>,
}

impl Hours {
    /// Checks what administrators wrote.
    pub fn new(draft: &HoursDraft) -> Result<Self, HoursRefused> {
        let limit = limits::OPENINGS;
        if draft.weekly.len() > limit || draft.holidays.len() > limit {
            return Err(HoursRefused::TooMany { limit });
        }
        // The zones come with the program, so that every node has the same ones.
        let zone = TimeZoneDatabase::bundled().get(&draft.time_zone);
        let zone = zone.map_err(|_| {
            HoursRefused::NoTimeZone(draft.time_zone.chars().take(limits::TIME_ZONE_CHARS).collect())
        })?;
        let weekly = draft.weekly.iter().map(opening).collect::<Option<_>>().ok_or(HoursRefused::NoTime)?;
        let day = |text: &String| match text.parse::<Date>() {
            Ok(day) if day.to_string() == *text => Ok(day),
            Ok(_) | Err(_) => Err(HoursRefused::NoDay(text.chars().take(limits::TIME_ZONE_CHARS).collect())),
        };
        let holidays = draft.holidays.iter().map(day).collect::<Result<_, _>>()?;
        Ok(Self { zone, weekly, holidays })
    }

    /// Whether it is open at a moment. The hours are those of the clock on the wall: when that is put forward or back, they
    /// move with it, and an hour that comes twice is open twice.
    pub fn is_open(&self, at: Millis) -> bool {
        // A moment that no calendar reaches is in no opening hours.
        let Ok(at) = Timestamp::from_millisecond(at.as_i64()) else { return false };
        let there = self.zone.to_datetime(at);
        if self.holidays.contains(&there.date()) {
            return false;
        }
        let (day, minute) = (there.weekday(), i32::from(there.hour()) * 60 + i32::from(there.minute()));
        self.weekly.iter().any(|(open, from, to)| *open == day && (*from..*to).contains(&minute))
    }
}

fn opening(opening: &Opening) -> Option<(Day, i32, i32)> {
    let (from, to) = (minute(&opening.from)?, minute(&opening.to)?);
    (from < to).then_some((opening.day.day(), from, to))
}

/// The minute of a day that a text such as `09:00` names.
fn minute(text: &str) -> Option<i32> {
    let number = |text: &str| {
        let is_two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_two_digits.then(|| text.parse::<i32>().ok())?
    };
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= 24 * 60).then_some(minute)
}

#[cfg(test)]
mod tests;
