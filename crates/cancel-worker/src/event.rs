//! `event!`: an event of `tracing`, or nothing without that feature. It runs the subscriber's code, and
//! the `Display` of what is shown: a panic in there is theirs alone.

#[cfg(feature = "tracing")]
macro_rules! event {
    ($level:ident, $($t:tt)+) => {
        $crate::wakes::survive(|| tracing::$level!(target: "cancel_worker", $($t)+))
    };
}

#[cfg(not(feature = "tracing"))]
macro_rules! event {
    ($level:ident, $($key:ident = $value:expr,)* $text:literal $($t:tt)*) => {{
        let _ = ($(&$value,)*);
        let _ = format_args!($text $($t)*);
    }};
}
