//! Ten structs, derived.
include!("../../ten.rs");

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(Clone, Copy, dataview::Pod)]
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }
    };
}

ten! {}
