//! One stage a file: its row of the table, its plan, its judge.

pub(crate) mod advisories;
pub(crate) mod alloc;
pub(crate) mod asan;
pub(crate) mod asm;
pub(crate) mod clippy;
pub(crate) mod deny;
pub(crate) mod doc;
pub(crate) mod fmt;
pub(crate) mod fuzz;
pub(crate) mod instr;
pub(crate) mod layout;
pub(crate) mod ledger;
pub(crate) mod loom;
pub(crate) mod miri;
pub(crate) mod oracle;
pub(crate) mod package;
pub(crate) mod panic;
pub(crate) mod test;
