//! What the verification of tokens takes and what it refuses, seen from outside: the rules TOK-1 to TOK-11, CHT-2 and CHT-3 as
//! tables, the known attacks on signed tokens, and properties that hold for any input.

mod attacks;
mod chat;
mod claims;
mod disclosure;
mod mint;
mod mistakes;
mod order;
mod properties;
mod structure;
mod times;
