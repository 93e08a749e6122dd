//! `event!`: an event of `tracing`, or nothing without that feature.

#[cfg(feature = "tracing")]
macro_rules! event {
    ($level:ident, $($t:tt)+) => { tracing::$level!(target: "cancel_worker", $($t)+) };
}

#[cfg(not(feature = "tracing"))]
macro_rules! event {
    ($level:ident, $($key:ident = $value:expr,)* $text:literal $($t:tt)*) => {{
        let _ = ($(&$value,)*);
        let _ = format_args!($text $($t)*);
    }};
}
