//! Tokio workers that batch, push back, and lose nothing on cancellation.
