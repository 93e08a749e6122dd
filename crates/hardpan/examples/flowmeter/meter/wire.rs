//! Headers as they lie in memory: read in place, proved free of padding by the compiler.

use hardpan::transmute::{Be, CastError, Le, layout, ref_from_prefix};

/// A capture's own numbers, which are little-endian until its magic says otherwise.
pub(crate) type Number = Le<u32>;
/// A capture's short numbers.
pub(crate) type Short = Le<u16>;

/// Lets a header be read from the front of bytes, without copying.
macro_rules! headers {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[repr(C)]
        #[derive(Debug)]
        pub(crate) struct $name {
            $(#[allow(dead_code, reason = "a header has all its fields, read or not")]
            pub(crate) $field: $type,)*
        }

        layout! { struct $name { $($field),* }: FromBytes, Immutable, Unaligned }

        impl $name {
            /// The header at the front of `bytes`, and what follows it.
            #[inline]
            pub(crate) fn read(bytes: &[u8]) -> Result<(&Self, &[u8]), CastError<&[u8]>> {
                ref_from_prefix(bytes)
            }
        }
    )*};
}

headers! {
    /// A capture's beginning.
    FileHeader {
        magic: Number,
        major: Short,
        minor: Short,
        zone: Number,
        accuracy: Number,
        snap_length: Number,
        link_type: Number,
    }

    /// What precedes each packet of a capture.
    RecordHeader {
        seconds: Number,
        fraction: Number,
        captured: Number,
        original: Number,
    }

    /// Ethernet II.
    EthernetHeader {
        to: [u8; 6],
        from: [u8; 6],
        ether_type: Be<u16>,
    }

    /// What follows an 802.1Q or 802.1ad type.
    VlanTag {
        control: Be<u16>,
        ether_type: Be<u16>,
    }

    /// Linux cooked.
    CookedHeader {
        packet_type: Be<u16>,
        device_type: Be<u16>,
        address_length: Be<u16>,
        address: [u8; 8],
        protocol: Be<u16>,
    }

    /// Linux cooked, version 2.
    CookedHeader2 {
        protocol: Be<u16>,
        reserved: Be<u16>,
        interface: Be<u32>,
        device_type: Be<u16>,
        packet_type: u8,
        address_length: u8,
        address: [u8; 8],
    }

    /// IPv4, without options.
    Ipv4Header {
        version_length: u8,
        service: u8,
        total_length: Be<u16>,
        id: Be<u16>,
        fragment: Be<u16>,
        time_to_live: u8,
        protocol: u8,
        checksum: Be<u16>,
        from: Be<u32>,
        to: Be<u32>,
    }

    /// IPv6.
    Ipv6Header {
        version_flow: Be<u32>,
        payload_length: Be<u16>,
        next: u8,
        hop_limit: u8,
        from: Be<u128>,
        to: Be<u128>,
    }

    /// The two bytes that IPv6 extension headers (and AH) begin with.
    ExtensionHeader {
        next: u8,
        length: u8,
    }

    /// IPv6's fragment header.
    FragmentHeader {
        next: u8,
        reserved: u8,
        fragment: Be<u16>,
        id: Be<u32>,
    }

    /// What TCP and UDP begin with.
    Ports {
        from: Be<u16>,
        to: Be<u16>,
    }
}
