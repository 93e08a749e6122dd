use core::{error::Error, fmt};

/// The pool was [closed](crate::WaitPool::close), and lends nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pool is closed: stop asking, or use another one")
    }
}

impl Error for Closed {}
