//! The report for people: figures, a table, histograms.

use std::io::{self, Write};
use std::time::{Duration, UNIX_EPOCH};

use super::flows::{Conversation, Flows};
use super::report::{Spread, Summary, protocol_name};
use super::time::Time;
use super::units::{grouped, scaled, span};

/// Writes the whole report, with the `top` largest conversations.
pub(crate) fn write(
    out: &mut impl Write,
    summary: &Summary,
    flows: &Flows<'_>,
    top: usize,
) -> io::Result<()> {
    figures(out, summary)?;
    let largest = flows.top(top);
    if !largest.is_empty() {
        writeln!(out, "\n{}\n", title(largest.len(), flows.len()))?;
        table(out, &largest, flows)?;
    }
    if let Some(sizes) = &summary.sizes {
        writeln!(out, "\nPacket sizes on the wire\n")?;
        histogram(out, sizes, |from, below| format!("{from} to {} B", below - 1.0))?;
    }
    if let Some(gaps) = &summary.gaps {
        writeln!(out, "\nTime between packets\n")?;
        histogram(out, gaps, |from, below| match decade(below) {
            below if from > 0.0 => format!("{} to {below}", decade(from)),
            // Those below nothing too.
            below => format!("under {below}"),
        })?;
    }
    Ok(())
}

fn figures(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    writeln!(out, "packets    {}", grouped(summary.packets))?;
    writeln!(out, "bytes      {} ({})", grouped(summary.bytes), scaled(summary.bytes as f64, "B"))?;
    writeln!(out, "flows      {}{}", grouped(summary.flows as u64), by_protocol(summary))?;
    if summary.other + summary.undecoded > 0 {
        let (other, undecoded) = (grouped(summary.other), grouped(summary.undecoded));
        writeln!(out, "not flows  {other} frames not IP, {undecoded} not decoded")?;
    }
    if let (Some(first), Some(last)) = (summary.first, summary.last) {
        writeln!(out, "time       {} to {}", date(first), date(last))?;
    }
    write!(out, "duration   {}", span(summary.duration))?;
    if let (Some(rate), Some(bits)) = (summary.packets_per_second, summary.bits_per_second) {
        // Exact where it is many, with decimals where it is few.
        let rate = if rate < 99.5 { format!("{rate:.2}") } else { packets(rate.round() as u64) };
        write!(out, ", {rate} packets/s, {}", scaled(bits, "bit/s"))?;
    }
    writeln!(out)?;
    if let Some(sizes) = &summary.sizes {
        writeln!(out, "size       {}", spread(sizes, |value| scaled(value, "B")))?;
    }
    if let Some(gaps) = &summary.gaps {
        writeln!(out, "gap        {}", spread(gaps, span))?;
    }
    if summary.interrupted {
        writeln!(out, "note       interrupted: these are the figures of what was read")?;
    }
    if let Some(damage) = &summary.damage {
        writeln!(out, "note       {damage}")?;
    }
    Ok(())
}

fn by_protocol(summary: &Summary) -> String {
    let mut protocols: Vec<_> = summary.flows_by_protocol.iter().collect();
    protocols.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let named = protocols.iter().map(|(name, count)| format!("{} {name}", grouped(**count)));
    let mut text: Vec<String> = named.take(5).collect();
    if protocols.len() > 5 {
        text.push(format!("and {} more protocols", protocols.len() - 5));
    }
    if text.is_empty() { String::new() } else { format!(": {}", text.join(", ")) }
}

fn spread(spread: &Spread, unit: impl Fn(f64) -> String) -> String {
    let [min, mean, std_dev, max] = [spread.min, spread.mean, spread.std_dev, spread.max].map(unit);
    format!("{min} to {max}, mean {mean}, standard deviation {std_dev}")
}

fn date(time: Time) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_nanos(time.0)).to_string()
}

fn title(shown: usize, all: usize) -> String {
    match (shown, all) {
        (1, 1) => "The conversation".to_owned(),
        (shown, all) if shown == all => {
            format!("All {} conversations, the largest first", grouped(all as u64))
        }
        (shown, all) => {
            format!(
                "The largest {} of {} conversations",
                grouped(shown as u64),
                grouped(all as u64)
            )
        }
    }
}

/// Packets and bytes each way stand under the way's arrow.
const HEADINGS: [&str; 8] = ["", "A", "B", "A→B", "bytes", "B→A", "bytes", "lasted"];

fn table(out: &mut impl Write, rows: &[Conversation], flows: &Flows<'_>) -> io::Result<()> {
    let rows: Vec<[String; 8]> = rows.iter().map(|c| row(c, flows)).collect();
    let mut widths = HEADINGS.map(|heading| heading.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    line(out, &HEADINGS, &widths)?;
    rows.iter().try_for_each(|row| line(out, &row.each_ref().map(String::as_str), &widths))
}

fn line(out: &mut impl Write, cells: &[&str; 8], widths: &[usize; 8]) -> io::Result<()> {
    let padded = cells.iter().zip(widths).enumerate().map(|(at, (cell, width))| match at {
        // Names to the left; numbers to the right, the pair of each way together.
        0..3 => format!("{cell:<width$}"),
        3 | 5 | 7 => format!(" {cell:>width$}"),
        _ => format!("{cell:>width$}"),
    });
    writeln!(out, "{}", padded.collect::<Vec<_>>().join(" "))
}

fn row(c: &Conversation, flows: &Flows<'_>) -> [String; 8] {
    [
        protocol_name(c.protocol),
        flows.label(c.a_addr, c.a_port).to_owned(),
        flows.label(c.b_addr, c.b_port).to_owned(),
        packets(c.a_to_b_packets),
        scaled(c.a_to_b_bytes as f64, "B"),
        packets(c.b_to_a_packets),
        scaled(c.b_to_a_bytes as f64, "B"),
        span(c.last.seconds_since(c.first)),
    ]
}

/// Exact while it is short.
fn packets(n: u64) -> String {
    if n < 1_000_000 { grouped(n) } else { scaled(n as f64, "") }
}

/// How long a histogram's longest bar is.
const BAR: usize = 40;

fn histogram(
    out: &mut impl Write,
    spread: &Spread,
    range: impl Fn(f64, f64) -> String,
) -> io::Result<()> {
    let most = spread.histogram.iter().map(|class| class.count).max().unwrap_or(1).max(1);
    for class in &spread.histogram {
        let share = class.count as f64 / spread.count as f64 * 100.0;
        let line = format!(
            "{:>17} {:>9} {share:>5.1} % {}",
            range(class.from, class.below),
            packets(class.count),
            bar(class.count as f64 / most as f64),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A power of ten of seconds: `10 µs`.
fn decade(seconds: f64) -> String {
    match (seconds * 1e9).round() {
        nano if nano < 1e3 => format!("{nano} ns"),
        nano if nano < 1e6 => format!("{} µs", nano / 1e3),
        nano if nano < 1e9 => format!("{} ms", nano / 1e6),
        nano => format!("{} s", nano / 1e9),
    }
}

/// A bar of `share` of the longest, to an eighth of a character; a trace of what is there at all.
fn bar(share: f64) -> String {
    let eighths = (share * BAR as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let mut text = "█".repeat(eighths / 8);
    text.extend(['▏', '▎', '▍', '▌', '▋', '▊', '▉'].get((eighths % 8).wrapping_sub(1)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_eighths_and_never_hide_what_is_there() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(1e-9), "▏");
        assert_eq!(bar(0.5), "█".repeat(BAR / 2));
        assert_eq!(bar(1.0), "█".repeat(BAR));
        assert_eq!(bar(0.999).chars().count(), BAR);
    }

    #[test]
    fn decades_have_no_decimals() {
        let texts = [0.0, 1e-9, 1e-6, 1e-5, 1e-2, 1.0, 100.0].map(decade);
        assert_eq!(texts, ["0 ns", "1 ns", "1 µs", "10 µs", "10 ms", "1 s", "100 s"]);
    }

    #[test]
    fn dates_are_in_utc() {
        assert_eq!(date(Time::new(1_700_000_000, 7_000_000)), "2023-11-14T22:13:20.007Z");
    }

    #[test]
    fn titles_say_how_many_are_shown() {
        assert_eq!(title(10, 1_234), "The largest 10 of 1,234 conversations");
        assert_eq!(title(2, 2), "All 2 conversations, the largest first");
        assert_eq!(title(1, 1), "The conversation");
    }
}
