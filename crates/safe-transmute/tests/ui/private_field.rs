//@ error: E0616
use safe_transmute::{FromBytes, layout};

mod author {
    #[repr(C)]
    pub struct Even {
        twice: u32,
    }

    impl Even {
        pub fn new(half: u16) -> Self {
            Self { twice: 2 * u32::from(half) }
        }
        pub fn half(&self) -> u32 {
            self.twice / 2
        }
    }
}

layout! { struct author::Even { twice }: FromBytes }

fn main() {
    fn needs<T: FromBytes>() {}
    needs::<author::Even>();
    author::Even::new(1).half();
}
