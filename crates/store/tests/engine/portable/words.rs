//! Just enough of two languages: the texts in a Rust file, and the words of a statement.

/// The string literals of a Rust file, comments left out.
pub fn string_literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let (literal, length) = if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if let Some(opening) = raw_opening(rest) {
            let closing = format!("\"{}", "#".repeat(opening - 2));
            let end = rest[opening..].find(&closing).expect("a raw string ends") + opening;
            (Some(rest[opening..end].to_owned()), end + closing.len())
        } else if next == '"' {
            let end = quoted_end(rest);
            (Some(unescape(&rest[1..end])), end + 1)
        } else if let Some(length) = character_length(rest) {
            (None, length)
        } else {
            (None, next.len_utf8())
        };
        literals.extend(literal);
        rest = &rest[length..];
    }
    literals
}

/// How long `r#"` is, with however many `#`.
fn raw_opening(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?.trim_start_matches('#');
    after.starts_with('"').then(|| rest.len() - after.len() + 1)
}

/// Where the quote that closes a string is.
fn quoted_end(rest: &str) -> usize {
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index,
            _ => {}
        }
    }
    panic!("a string does not end");
}

/// How long a character literal is; a lifetime is none.
fn character_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let escape = if inside.starts_with('\\') { 2 } else { 0 };
    let end = inside.char_indices().find(|(index, _)| *index >= escape.max(1))?.0;
    inside[end..].starts_with('\'').then_some(end + 2)
}

fn unescape(literal: &str) -> String {
    literal.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\n", " ")
}

/// The words, numbers, parameters and signs of a statement. A quoted text is a single quote; its inside is data.
pub fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if is_word(first) {
            rest.find(|character| !is_word(character)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        words.push(if first == '\'' { "'".into() } else { rest[..length].to_owned() });
        rest = rest[length..].trim_start();
    }
    words
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$')
}

#[test]
fn texts_are_found_and_comments_are_not() {
    let source = r##"
        // "no"
        /// it's "no"
        fn f<'a>(x: &'a str) { g("one", 'c', '"', '\'', "t\"wo", b"three", r"fo\ur", r#"fi"ve"#) } /* "no" */
        "si\
         x"
    "##;
    let found = string_literals(source);
    assert_eq!(found[..5], ["one", "t\"wo", "three", "fo\\ur", "fi\"ve"]);
    assert_eq!(words(&found[5]), ["si", "x"]);
}

#[test]
fn a_statement_is_taken_apart() {
    let sql = "SELECT a.b, count(*) FROM t WHERE c = 'it is' AND d<>$12";
    let expected =
        "SELECT a . b , count ( * ) FROM t WHERE c = ' AND d < > $12".split(' ').collect::<Vec<_>>();
    assert_eq!(words(sql), expected);
}
