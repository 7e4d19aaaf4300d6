use super::*;

fn draft(zone: &str, weekly: &[(Weekday, &str, &str)], holidays: &[&str]) -> HoursDraft {
    let opening = |(day, from, to): &(Weekday, &str, &str)| Opening {
        day: *day,
        from: (*from).into(),
        to: (*to).into(),
    };
    HoursDraft {
        time_zone: zone.into(),
        weekly: weekly.iter().map(opening).collect(),
        holidays: holidays.iter().map(|day| (*day).into()).collect(),
    }
}

fn at(instant: &str) -> Millis {
    Millis::new(instant.parse::<Timestamp>().unwrap().as_millisecond())
}

fn is_open(draft: &HoursDraft, instant: &str) -> bool {
    Hours::new(draft).unwrap().is_open(at(instant))
}

#[test]
fn rou_8_it_is_open_from_the_first_minute_to_before_the_last_in_its_time_zone() {
    let office = draft("Europe/Zurich", &[(Weekday::Thursday, "09:00", "17:30")], &[]);
    // In winter the clock there is an hour ahead of UTC.
    for (instant, open) in [
        ("2026-11-26T07:59:59.999Z", false),
        ("2026-11-26T08:00:00Z", true),
        ("2026-11-26T16:29:59.999Z", true),
        ("2026-11-26T16:30:00Z", false),
        ("2026-11-27T09:00:00Z", false),
    ] {
        assert_eq!(is_open(&office, instant), open, "{instant}");
    }
}

#[test]
fn rou_8_hours_keep_to_the_clock_on_the_wall_when_summer_time_begins_and_ends() {
    let office = draft(
        "Europe/Zurich",
        &[(Weekday::Saturday, "09:00", "10:00"), (Weekday::Monday, "09:00", "10:00")],
        &[],
    );
    // 29 March 2026: 02:00 becomes 03:00. 25 October: 03:00 becomes 02:00.
    for (instant, open) in [
        ("2026-03-28T08:00:00Z", true),
        ("2026-03-30T07:00:00Z", true),
        ("2026-03-30T08:00:00Z", false),
        ("2026-10-24T07:00:00Z", true),
        ("2026-10-26T07:00:00Z", false),
        ("2026-10-26T08:00:00Z", true),
    ] {
        assert_eq!(is_open(&office, instant), open, "{instant}");
    }
}

#[test]
fn rou_8_an_hour_that_is_left_out_is_never_open_and_one_that_comes_twice_is_open_twice() {
    let night = draft("Europe/Zurich", &[(Weekday::Sunday, "02:00", "03:00")], &[]);
    let minutes = |day: &str| {
        let begin = at(day).as_i64();
        let hours = Hours::new(&night).unwrap();
        (0..24 * 60).filter(|minute| hours.is_open(Millis::new(begin + minute * 60_000))).count()
    };
    assert_eq!(minutes("2026-03-29T00:00:00Z"), 0);
    assert_eq!(minutes("2026-10-25T00:00:00Z"), 120);
    assert_eq!(minutes("2026-11-01T00:00:00Z"), 60);
}

#[test]
fn rou_8_a_night_is_two_times_and_2400_is_the_end_of_a_day() {
    let night = draft(
        "Asia/Tokyo",
        &[(Weekday::Friday, "22:00", "24:00"), (Weekday::Saturday, "00:00", "06:00")],
        &[],
    );
    for (instant, open) in [
        ("2026-11-27T12:59:59Z", false),
        ("2026-11-27T13:00:00Z", true),
        ("2026-11-27T14:59:59.999Z", true),
        ("2026-11-27T15:00:00Z", true),
        ("2026-11-27T21:00:00Z", false),
    ] {
        assert_eq!(is_open(&night, instant), open, "{instant}");
    }
}

#[test]
fn rou_8_on_a_holiday_it_is_closed_all_day_as_days_are_there() {
    let all_week: Vec<_> = [Weekday::Thursday, Weekday::Friday].map(|day| (day, "00:00", "24:00")).into();
    let shop = draft("America/New_York", &all_week, &["2026-11-26"]);
    for (instant, open) in [
        ("2026-11-26T04:59:59Z", false),
        ("2026-11-26T05:00:00Z", false),
        ("2026-11-27T04:59:59.999Z", false),
        ("2026-11-27T05:00:00Z", true),
    ] {
        assert_eq!(is_open(&shop, instant), open, "{instant}");
    }
}

#[test]
fn rou_8_what_is_no_time_no_day_or_no_zone_is_refused() {
    let time = |from: &str, to: &str| Hours::new(&draft("UTC", &[(Weekday::Monday, from, to)], &[])).err();
    for (from, to) in [
        ("9:00", "17:00"),
        ("09:00", "24:01"),
        ("09:60", "10:00"),
        ("10:00", "10:00"),
        ("10:00", "09:00"),
        ("-1:00", "10:00"),
        ("+1:00", "10:00"),
        ("", ""),
        ("09:00:00", "10:00"),
        ("٠٩:00", "10:00"),
    ] {
        assert_eq!(time(from, to), Some(HoursRefused::NoTime), "{from} to {to}");
    }
    for day in ["2026-02-29", "25.12.2026", "2026-12-25T00:00", "", "20261225"] {
        let refused = Hours::new(&draft("UTC", &[], &[day])).err();
        assert_eq!(refused, Some(HoursRefused::NoDay(day.into())), "{day}");
    }
    for zone in ["Europe/Nowhere", "", "../etc/passwd", "UTC+1"] {
        let refused = Hours::new(&draft(zone, &[], &[])).err();
        assert_eq!(refused, Some(HoursRefused::NoTimeZone(zone.into())), "{zone}");
    }
    let many: Vec<_> = (0..101).map(|_| (Weekday::Monday, "00:00", "24:00")).collect();
    assert_eq!(Hours::new(&draft("UTC", &many, &[])).err(), Some(HoursRefused::TooMany { limit: 100 }));
}

#[test]
fn a_moment_beyond_every_calendar_is_in_no_opening_hours() {
    let always: Vec<_> = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ]
    .map(|day| (day, "00:00", "24:00"))
    .into();
    let hours = Hours::new(&draft("UTC", &always, &[])).unwrap();
    assert!(hours.is_open(Millis::new(0)));
    assert!(!hours.is_open(Millis::new(i64::MAX)));
}
