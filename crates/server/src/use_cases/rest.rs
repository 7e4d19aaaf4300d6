/// Whether a job that is done piece by piece has more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// There may be more.
    More,
    /// Nothing is left.
    Nothing,
}
