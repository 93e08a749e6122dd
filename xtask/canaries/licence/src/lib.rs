//! Its manifest names a licence that the policy refuses.
