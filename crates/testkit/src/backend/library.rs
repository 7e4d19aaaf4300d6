//! The libraries with which customers' backends sign.

/// A library of some language, or none, where its distribution packs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// Node's `jsonwebtoken`.
    JsonWebToken,
    /// Node's `jose`.
    Jose,
    /// Python's `PyJWT`.
    PyJwt,
    /// Python's `python-jose`.
    PythonJose,
    /// Ruby's `jwt`.
    RubyJwt,
    /// PHP's own functions: Debian packs no library for tokens.
    PhpItself,
    /// `jose` of Erlang and Elixir.
    ErlangJose,
}

/// Debian's Python, for which its packages are, whichever other one comes first on PATH.
pub const PYTHON: &str = "/usr/bin/python3";

impl Library {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::JsonWebToken,
        Self::Jose,
        Self::PyJwt,
        Self::PythonJose,
        Self::RubyJwt,
        Self::PhpItself,
        Self::ErlangJose,
    ];

    /// What runs its program in `crates/testkit/backend`, and the program.
    pub(super) const fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::JsonWebToken => ("node", "sign.mjs"),
            Self::Jose => ("node", "jose.mjs"),
            Self::PyJwt => (PYTHON, "py_jwt.py"),
            Self::PythonJose => (PYTHON, "python_jose.py"),
            Self::RubyJwt => ("ruby", "ruby_jwt.rb"),
            Self::PhpItself => ("php", "php.php"),
            Self::ErlangJose => ("elixir", "erlang_jose.exs"),
        }
    }
}
