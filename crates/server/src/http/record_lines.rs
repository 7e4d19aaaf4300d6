//! The lines of an import of records: CSV, or JSON objects (OMN-16). What is wrong with one line is that line's; what is wrong
//! with all of them refuses the import.

use bonafide_domain::{
    limits,
    record::{Record, Written},
};
use serde::Deserialize;

use super::{ApiError, ErrorCode};
use crate::{use_cases::import_records::Line, wire::record::ImportFormat};

/// The fields that a record has, as the first line of a CSV names them.
const FIELDS: [&str; 6] = ["kind", "id", "name", "email", "telephone", "status"];

/// Reads the lines of an import.
pub(crate) fn read(format: ImportFormat, text: &str) -> Result<Vec<Line>, ApiError> {
    // Programs that write tables begin a file so to say that it is UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // One of the databases cannot keep U+0000.
    if text.contains('\0') {
        return Err(refused("`text` holds a character that cannot be kept: U+0000.".to_owned()));
    }
    let lines = match format {
        ImportFormat::Ndjson => json_lines(text),
        ImportFormat::Csv => csv_lines(text)?,
    };
    if lines.is_empty() {
        return Err(refused("There is no record in `text`.".to_owned()));
    }
    if lines.len() > limits::IMPORTED_RECORDS {
        let most = limits::IMPORTED_RECORDS;
        return Err(refused(format!("An import brings at most {most} records: send several.")));
    }
    Ok(lines)
}

fn refused(words: String) -> ApiError {
    ApiError::new(ErrorCode::BadRequest).saying(words)
}

fn json_lines(text: &str) -> Vec<Line> {
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let line = |(number, line)| Line { number, record: json_line(line) };
    numbered.map(line).collect()
}

fn json_line(line: &str) -> Result<Record, String> {
    /// What is no field of a record is refused, and not left out.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Object {
        kind: String,
        id: String,
        name: Option<String>,
        email: Option<String>,
        telephone: Option<String>,
        status: String,
    }
    let object: Object = serde_json::from_str(line).map_err(|error| format!("it is no record: {error}"))?;
    record(&Written {
        kind: &object.kind,
        id: &object.id,
        name: object.name.as_deref(),
        email: object.email.as_deref(),
        telephone: object.telephone.as_deref(),
        status: &object.status,
    })
}

fn record(written: &Written<'_>) -> Result<Record, String> {
    Record::new(written).map_err(|refused| refused.to_string())
}

fn csv_lines(text: &str) -> Result<Vec<Line>, ApiError> {
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| refused(format!("The CSV cannot be read: {error}.")))?;
    let names: Vec<String> = head.iter().map(str::to_owned).collect();
    check_head(&names)?;
    let mut lines = Vec::new();
    for read in reader.records() {
        let line = read.map_err(|error| refused(format!("The CSV cannot be read: {error}.")))?;
        let number = line.position().map_or(0, |position| first_line(&text, position));
        lines.push(Line { number, record: csv_line(&names, &line) });
    }
    Ok(lines)
}

/// The line with which a record begins: what is between it and the one before is blank.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|begin| text.get(begin..)).unwrap_or_default();
    let blank = rest.bytes().take_while(|byte| *byte == b'\n').count();
    position.line() + u64::try_from(blank).unwrap_or(0)
}

/// Each name is that of a field, there once, and those that every record needs are there.
fn check_head(names: &[String]) -> Result<(), ApiError> {
    if let Some(strange) = names.iter().find(|name| !FIELDS.contains(&name.as_str())) {
        let strange: String = strange.chars().take(limits::RECORD_STATUS_CHARS).collect();
        return Err(refused(format!("“{strange}” is no field of a record: they are {}.", FIELDS.join(", "))));
    }
    let times = |field: &str| names.iter().filter(|name| *name == field).count();
    if let Some(twice) = FIELDS.iter().find(|field| times(field) > 1) {
        return Err(refused(format!("The first line names “{twice}” twice.")));
    }
    match ["kind", "id", "status"].iter().find(|field| times(field) == 0) {
        Some(missing) => {
            Err(refused(format!("The first line does not name “{missing}”, which every record has.")))
        }
        None => Ok(()),
    }
}

fn csv_line(names: &[String], line: &csv::StringRecord) -> Result<Record, String> {
    if line.len() != names.len() {
        return Err(format!("it has {} values, and the first line {} names", line.len(), names.len()));
    }
    let get = |field: &str| names.iter().position(|name| name == field).and_then(|place| line.get(place));
    // A table has no other way to leave something out.
    let given = |field: &str| get(field).filter(|text| !text.is_empty());
    record(&Written {
        kind: get("kind").unwrap_or_default(),
        id: get("id").unwrap_or_default(),
        name: given("name"),
        email: given("email"),
        telephone: given("telephone"),
        status: get("status").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of each line with the id of its record, or what is wrong with it.
    fn told(format: ImportFormat, text: &str) -> Vec<(u64, String)> {
        let lines = read(format, text).map_err(|_| "refused").unwrap();
        let told =
            |line: Line| (line.number, line.record.map_or_else(|why| why, |it| it.id.as_str().to_owned()));
        lines.into_iter().map(told).collect()
    }

    fn words(format: ImportFormat, text: &str) -> String {
        format!("{:?}", read(format, text).unwrap_err())
    }

    #[test]
    fn omn_16_a_csv_names_its_fields_in_any_order_and_tells_lines_by_their_numbers() {
        let text = "\u{feff}id,status,kind,name\r\n1,active,contact,\"Keller,\r\n \"\"Mara\"\"\"\r\n\r\n2,active,contact,\r\n3,Active,account,x\r\n4,active\r\n";
        let lines = told(ImportFormat::Csv, text);
        assert_eq!(lines[0], (2, "`name`: it holds a character that is not allowed there".to_owned()));
        assert_eq!(lines[1].1, "2");
        assert!(lines[2].1.starts_with("`status`"), "{}", lines[2].1);
        assert_eq!(lines[3].1, "it has 2 values, and the first line 4 names");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn omn_16_a_csv_whose_first_line_is_none_is_refused_whole() {
        for (head, word) in [
            ("kind,id,status,phone", "phone"),
            ("kind,id,id,status", "twice"),
            ("kind,id", "status"),
            ("1,active,contact", "no field"),
        ] {
            let words = words(ImportFormat::Csv, &format!("{head}\n1,2,3\n"));
            assert!(words.contains(word), "{words}");
        }
    }

    #[test]
    fn omn_16_each_line_of_json_is_read_by_itself() {
        let text = "{\"kind\":\"contact\",\"id\":\"1\",\"status\":\"active\"}\n\nnothing\n{\"kind\":\"contact\",\"id\":1,\"status\":\"active\"}\n{\"kind\":\"contact\",\"id\":\"2\",\"status\":\"active\",\"phone\":\"1\"}\n";
        let lines = told(ImportFormat::Ndjson, text);
        assert_eq!(lines[0], (1, "1".to_owned()));
        assert_eq!(lines.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3, 4, 5]);
        assert!(lines[1..].iter().all(|(_, why)| why.starts_with("it is no record")));
    }

    #[test]
    fn omn_16_an_import_is_neither_empty_nor_too_long() {
        assert!(words(ImportFormat::Ndjson, " \n").contains("no record"));
        assert!(words(ImportFormat::Csv, "kind,id,status\n").contains("no record"));
        let line = "contact,1,active\n";
        let most = format!("kind,id,status\n{}", line.repeat(limits::IMPORTED_RECORDS));
        assert!(read(ImportFormat::Csv, &most).is_ok());
        assert!(words(ImportFormat::Csv, &format!("{most}{line}")).contains("at most 200"));
    }
}
