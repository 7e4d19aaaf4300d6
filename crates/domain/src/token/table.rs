//! Enums that are tables: each variant with its name, its rule and its sentence on one spot.

/// Declares an enum whose variants have a stable name, the rule they come from, and a sentence.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($variant:ident $text:literal $rule:literal $sentence:literal)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "` (", $rule, "). ", $sentence)] $variant,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name, as it is written outside and kept.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The rule it carries out, by its number in `docs/rules`.
            pub const fn rule(self) -> &'static str {
                match self {
                    $(Self::$variant => $rule,)*
                }
            }

            /// It in one sentence.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $sentence,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use table;
