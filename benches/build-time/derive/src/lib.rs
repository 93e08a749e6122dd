//! Ten structs, derived.
include!("../../ten.rs");

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(safe_transmute::Layout)]
        #[layout(Pod)]
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }
    };
}

ten! {}
