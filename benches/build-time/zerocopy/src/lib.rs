//! Ten structs, derived.
include!("../../ten.rs");

macro_rules! each {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable)]
        #[repr(C)]
        pub struct $name {
            $(pub $field: $type),*
        }
    };
}

ten! {}
