//! The browse API: its wire types, their conversion into the domain, calls as data, and the retry rule.

pub mod wire;
