//! Its bench is what is planted.
