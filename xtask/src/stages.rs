//! One stage a file: its row of the table, its plan, its judge.

pub(crate) mod advisories;
pub(crate) mod asan;
pub(crate) mod clippy;
pub(crate) mod deny;
pub(crate) mod doc;
pub(crate) mod fmt;
pub(crate) mod fuzz;
pub(crate) mod layout;
pub(crate) mod loom;
pub(crate) mod miri;
pub(crate) mod oracle;
pub(crate) mod package;
pub(crate) mod test;
