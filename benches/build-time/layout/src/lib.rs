//! Ten structs, proved by `layout!`.
include!("../../ten.rs");

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }

        safe_transmute::layout! { struct $name { $($field),* }: Pod }
    };
}

ten! {}
