//! Conversations as comma-separated values, one a row.

use std::io::{self, Write};

use super::flows::Conversation;

/// Writes a header line and the conversations. No field can hold a comma.
pub(crate) fn write(
    out: &mut impl Write,
    conversations: impl Iterator<Item = Conversation>,
) -> io::Result<()> {
    writeln!(
        out,
        "protocol,a_addr,a_port,b_addr,b_port,a_to_b_packets,a_to_b_bytes,\
         b_to_a_packets,b_to_a_bytes,first,last"
    )?;
    for c in conversations {
        writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{}",
            c.protocol,
            c.a_addr,
            c.a_port,
            c.b_addr,
            c.b_port,
            c.a_to_b_packets,
            c.a_to_b_bytes,
            c.b_to_a_packets,
            c.b_to_a_bytes,
            c.first,
            c.last,
        )?;
    }
    out.flush()
}
