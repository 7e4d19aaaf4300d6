//! Says when the binary is built without its screens, and has Cargo build it anew when they change.

use std::path::Path;

fn main() {
    let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/dist"));
    println!("cargo::rerun-if-changed={}", dist.display());
    if !dist.join("console/index.html").is_file() {
        println!(
            "cargo::warning=web/ is not built: this binary has no screens (`npm ci && npm run build` there makes them)"
        );
    }
}
