//! The page that the figures are written to.

use std::fmt::Write;

use crate::figures::Table;

/// A table as the page shows it.
pub(crate) fn markdown(table: &Table) -> String {
    let mut text = format!("### {}\n\n{}\n\n", table.title, table.says);
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let columns: Vec<String> = std::iter::once(String::new()).chain(table.columns.iter().cloned()).collect();
    text += &line(&columns);
    let _ = writeln!(text, "|---|{}", "---:|".repeat(table.columns.len()));
    for (name, cells) in &table.rows {
        let cells: Vec<String> = std::iter::once(name.clone()).chain(cells.iter().cloned()).collect();
        text += &line(&cells);
    }
    text
}
