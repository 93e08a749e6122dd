//! Ten structs, derived.
include!("../../ten.rs");

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }
    };
}

ten! {}
