// Ten structs as a parser of packets and files has them. `each!` is told of each by name and fields.
macro_rules! ten {
    () => {
        each! { Ethernet { destination: [u8; 6], source: [u8; 6], kind: [u8; 2] } }
        each! { Vlan { tag: [u8; 2], kind: [u8; 2] } }
        each! { Ipv4 {
            version: u8, service: u8, length: u16, id: u16, fragment: u16, hops: u8, protocol: u8,
            sum: u16, source: [u8; 4], destination: [u8; 4]
        } }
        each! { Ipv6 {
            flow: u32, length: u16, next: u8, hops: u8, source: [u8; 16], destination: [u8; 16]
        } }
        each! { Udp { source: u16, destination: u16, length: u16, sum: u16 } }
        each! { Tcp {
            source: u16, destination: u16, sequence: u32, acknowledged: u32, flags: u16,
            window: u16, sum: u16, urgent: u16
        } }
        each! { Dns {
            id: u16, flags: u16, questions: u16, answers: u16, authorities: u16, additional: u16
        } }
        each! { FileHeader {
            magic: [u8; 4], version: u16, flags: u16, entries: u32, names: u32, created: u64
        } }
        each! { Entry { offset: u64, length: u64, name: u32, kind: u16, flags: u16 } }
        each! { Tail { entries: u32, sum: u32, end: [u8; 8] } }
    };
}
