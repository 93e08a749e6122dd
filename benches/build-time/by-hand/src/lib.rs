//! Ten structs, whose author vouches for them.
include!("../../ten.rs");

pub unsafe trait Pod {}

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }

        // SAFETY: its fields are, and fill it.
        unsafe impl Pod for $name {}
    };
}

ten! {}
