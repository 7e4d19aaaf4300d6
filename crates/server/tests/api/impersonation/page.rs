//! `docs/reference/impersonation.md` shows the table as it is tested.

use std::fmt::Write;

use bonafide_domain::identity::EmailPolicy;

use super::table::TABLE;

const PAGE: &str = include_str!("../../../../../docs/reference/impersonation.md");
/// The table stands between these two lines.
const FROM: &str = "<!-- the table begins: crates/server/tests/api/impersonation/table.rs -->\n";
const TO: &str = "<!-- the table ends -->\n";

#[test]
fn each_cell_of_the_page_is_a_test_and_each_test_a_cell() {
    let shown = PAGE.split_once(FROM).and_then(|(_, rest)| rest.split_once(TO)).unwrap().0;
    assert!(shown == in_markdown(), "the page must show this:\n\n{}", in_markdown());
}

fn in_markdown() -> String {
    let policies = EmailPolicy::ALL.map(|policy| format!("`{}`", policy.as_str()));
    let mut page = format!(
        "| what they try | what they get under {} | tests |\n|---|---|---|\n",
        policies.join(", ").replace("`, `anyone", "` and `anyone")
    );
    for attack in TABLE {
        let gets = match attack.gets {
            [one] => (*one).to_owned(),
            several => {
                assert_eq!(several.len(), policies.len(), "{}", attack.name);
                let each = policies.iter().zip(several);
                each.map(|(policy, gets)| format!("{policy}: {gets}")).collect::<Vec<_>>().join("<br>")
            }
        };
        writeln!(page, "| {} | {gets} | `{}` |", attack.tries, attack.name).unwrap();
    }
    page
}
