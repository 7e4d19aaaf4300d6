//! Whether what can refuse someone does so, or only says that it would have (1-product: report-only mode).

/// The state of a policy that can refuse someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It refuses.
    #[default]
    Enforced,
    /// It refuses nobody: what it would have refused is told to administrators.
    ReportOnly,
}

impl Mode {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Enforced, Self::ReportOnly];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::ReportOnly => "report_only",
        }
    }

    /// What comes of the policy's verdict: a refusal, or the report of one. It never makes more of a pass than it is.
    pub fn judge<R>(self, verdict: Result<(), R>) -> Result<Option<R>, R> {
        match (self, verdict) {
            (_, Ok(())) => Ok(None),
            (Self::Enforced, Err(refused)) => Err(refused),
            (Self::ReportOnly, Err(refused)) => Ok(Some(refused)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_only_reports_refuses_nobody_and_says_whom_it_would_have() {
        for mode in Mode::ALL {
            assert_eq!(mode.judge::<()>(Ok(())), Ok(None));
        }
        assert_eq!(Mode::Enforced.judge(Err("refused")), Err("refused"));
        assert_eq!(Mode::ReportOnly.judge(Err("refused")), Ok(Some("refused")));
    }
}
