//! Tokens that the usual libraries of other languages sign: the good ones are accepted, and the usual mistakes refused and
//! explained (SEE-7).
#![cfg(test)]

mod cases;
mod libraries;
mod samples;
mod shop;
