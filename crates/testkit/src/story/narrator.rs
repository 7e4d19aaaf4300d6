//! Who tells the story.

/// Tells a person at a terminal what happens, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrator {
    /// Plain lines on standard output.
    Terminal,
    /// Nothing, in tests.
    Silent,
}

impl Narrator {
    /// A new part of the story begins.
    pub fn chapter(self, title: &str) {
        self.print(&format!("\n{title}\n"));
    }

    /// Somebody does or sees something.
    pub fn line(self, who: &str, what: &str) {
        self.print(&format!("  {who:<14}{what}"));
    }

    /// An operator types a command.
    pub fn command(self, words: &str) {
        self.print(&format!("  $ bonafide {words}"));
    }

    fn print(self, text: &str) {
        match self {
            Self::Terminal => println!("{text}"),
            Self::Silent => {}
        }
    }
}
