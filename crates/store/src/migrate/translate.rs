//! One text for two databases: what a migration's words become on each.
//!
//! Migrations are ours and written in one hand, keywords in capitals, so this knows just enough SQL to leave
//! comments and quoted texts alone.

/// BYTEA becomes BLOB and BIGINT becomes INTEGER. Every table is STRICT, so that a value of the wrong type is
/// refused as on PostgreSQL, and WITHOUT ROWID, as its primary key is how it is read. What a column may be is written out
/// ([`Listed`]).
pub(super) fn for_sqlite(sql: &str) -> String {
    let mut place = Place::default();
    let mut translated = String::with_capacity(sql.len());
    let pieces: Vec<&str> = pieces(sql).collect();
    let mut rest = pieces.as_slice();
    while let Some((piece, after)) = rest.split_first() {
        if let Some((listed, after)) = Listed::begin(rest) {
            translated.push_str(&listed.written_out());
            rest = after;
            continue;
        }
        translated.push_str(match *piece {
            "BYTEA" => "BLOB",
            "BIGINT" => "INTEGER",
            ";" if place.in_table => " STRICT, WITHOUT ROWID;",
            other => other,
        });
        place.step(piece);
        rest = after;
    }
    translated
}

/// A column and all that it may be: `kind IN ('one', 'other')`.
///
/// Where there are more than two, SQLite makes a table of them for every row that is written, and looks there: it took a fifth
/// of the writer's time. Comparisons one by one say the same, of NULL too, and cost nothing.
struct Listed<'s> {
    column: &'s str,
    values: Vec<&'s str>,
}

impl<'s> Listed<'s> {
    /// The one that these pieces begin with, and the pieces behind it. What a SELECT finds is no list.
    fn begin<'p>(pieces: &'p [&'s str]) -> Option<(Self, &'p [&'s str])> {
        let [column, " ", "IN", " ", "(", rest @ ..] = pieces else { return None };
        let end = rest.iter().position(|piece| *piece == ")")?;
        let (values, after) = rest.split_at(end);
        let values: Vec<_> =
            values.iter().copied().filter(|it| *it != "," && !it.trim().is_empty()).collect();
        let is_list = is_word(column) && !values.contains(&"SELECT");
        is_list.then(|| (Self { column, values }, after.get(1..).unwrap_or_default()))
    }

    fn written_out(&self) -> String {
        let each: Vec<_> = self.values.iter().map(|value| format!("{} = {value}", self.column)).collect();
        format!("({})", each.join(" OR "))
    }
}

/// TEXT columns compare by code point, as on SQLite, whatever the database's own collation.
pub(super) fn for_postgres(sql: &str) -> String {
    let mut place = Place::default();
    let mut translated = String::with_capacity(sql.len());
    for piece in pieces(sql) {
        translated.push_str(match piece {
            "TEXT" if place.is_column_type() => "TEXT COLLATE \"C\"",
            other => other,
        });
        place.step(piece);
    }
    translated
}

/// Where in a statement the next piece stands.
#[derive(Default)]
struct Place {
    after_create: bool,
    in_table: bool,
    depth: usize,
    /// How many words came before since a column may begin: none before its name, one before its type.
    column: Option<usize>,
}

impl Place {
    fn is_column_type(&self) -> bool {
        self.column == Some(1)
    }

    fn step(&mut self, piece: &str) {
        match piece {
            ";" => *self = Self::default(),
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if matches!(piece, "(" | ",") {
            self.column = (self.in_table && self.depth == 1).then_some(0);
        } else if is_word(piece) {
            self.in_table |= piece == "TABLE" && self.after_create;
            self.after_create = piece == "CREATE";
            self.column = if piece == "COLUMN" { Some(0) } else { self.column.map(|words| words + 1) };
        }
    }
}

/// Words, quoted texts, comments and single characters, which together are the whole text.
fn pieces(sql: &str) -> impl Iterator<Item = &str> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = if rest.starts_with("--") {
            rest.find('\n')
        } else if first == '\'' {
            // A doubled quote inside makes two pieces of one text, which does no harm.
            rest.match_indices('\'').nth(1).map(|(end, quote)| end + quote.len())
        } else if is_word(rest) {
            rest.find(|character: char| !is_word_character(character))
        } else {
            Some(first.len_utf8())
        };
        let (piece, after) = rest.split_at(length.unwrap_or(rest.len()));
        rest = after;
        Some(piece)
    })
}

fn is_word(piece: &str) -> bool {
    piece.starts_with(is_word_character)
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: &str = "-- BIGINT; it's TEXT (\n\
        CREATE TABLE things (\n  id BYTEA NOT NULL,\n  name TEXT NOT NULL CHECK (name <> 'a BIGINT;' AND \
        CAST(name AS TEXT) <> ''),\n  size BIGINT,\n  PRIMARY KEY (id)\n);\n\
        CREATE UNIQUE INDEX things_name ON things (name) WHERE size IS NULL;\n\
        ALTER TABLE things ADD COLUMN note TEXT;\n";

    #[test]
    fn on_sqlite_types_are_renamed_and_tables_are_strict() {
        assert_eq!(
            for_sqlite(BOTH),
            "-- BIGINT; it's TEXT (\n\
             CREATE TABLE things (\n  id BLOB NOT NULL,\n  name TEXT NOT NULL CHECK (name <> 'a BIGINT;' AND \
             CAST(name AS TEXT) <> ''),\n  size INTEGER,\n  PRIMARY KEY (id)\n) STRICT, WITHOUT ROWID;\n\
             CREATE UNIQUE INDEX things_name ON things (name) WHERE size IS NULL;\n\
             ALTER TABLE things ADD COLUMN note TEXT;\n"
        );
    }

    #[test]
    fn on_sqlite_what_a_column_may_be_is_compared_one_by_one_and_what_is_selected_is_left_alone() {
        assert_eq!(
            for_sqlite(
                "kind TEXT NOT NULL CHECK (kind IN ('a IN (', 'b')),\n size BIGINT CHECK (size IN (0,\n 1, 2))"
            ),
            "kind TEXT NOT NULL CHECK ((kind = 'a IN (' OR kind = 'b')),\n size INTEGER CHECK ((size = 0 OR size = 1 OR size = 2))"
        );
        let selected = "DELETE FROM things WHERE id IN (SELECT id FROM others WHERE size > 0);";
        assert_eq!(for_sqlite(selected), selected);
    }

    #[test]
    fn on_postgresql_text_columns_and_nothing_else_compare_by_code_point() {
        assert_eq!(
            for_postgres(BOTH),
            "-- BIGINT; it's TEXT (\n\
             CREATE TABLE things (\n  id BYTEA NOT NULL,\n  name TEXT COLLATE \"C\" NOT NULL CHECK (name <> \
             'a BIGINT;' AND CAST(name AS TEXT) <> ''),\n  size BIGINT,\n  PRIMARY KEY (id)\n);\n\
             CREATE UNIQUE INDEX things_name ON things (name) WHERE size IS NULL;\n\
             ALTER TABLE things ADD COLUMN note TEXT COLLATE \"C\";\n"
        );
    }

    #[test]
    fn pieces_are_the_whole_text() {
        assert_eq!(pieces(BOTH).collect::<String>(), BOTH);
        assert_eq!(pieces("a'it''s' -- ende").collect::<Vec<_>>(), ["a", "'it'", "'s'", " ", "-- ende"]);
    }
}
