//! The measured table of `simd-kernels` as Markdown, and its roofline chart as SVG, from what the
//! bench `simd` left behind.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench simd
//! cargo run --manifest-path benches/Cargo.toml --bin simd-report -- \
//!     benches/target/criterion crates/simd-kernels/roofline.svg
//! ```

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

/// A kernel: the bench's group, its name here, and how many bytes an element has, in all slices that
/// are read or written (0: no roofline was measured).
const KERNELS: [(&str, &str, f64); 14] = [
    ("sum_f32", "sum, `f32`", 4.0),
    ("dot_f32", "dot, `f32`", 8.0),
    ("cosine_f32", "cosine, `f32`", 8.0),
    ("max_f32", "max, `f32`", 4.0),
    ("argmax_f32", "argmax, `f32`", 4.0),
    ("variance_f32", "variance, `f32`", 4.0),
    ("variance_f64", "variance, `f64`", 8.0),
    ("axpy_f32", "axpy, `f32`", 0.0),
    ("sum_i32", "sum_wide, `i32`", 4.0),
    ("sum_u8", "sum_wide, `u8`", 1.0),
    ("sum_precise_f64", "sum_precise, `f64`", 0.0),
    ("count_bytes", "count", 1.0),
    ("find_byte", "find", 0.0),
    ("histogram", "histogram, mixed", 0.0),
];
const SIZES: [u64; 4] = [16, 1_000, 65_536, 1 << 24];

/// Medians in nanoseconds, by name.
type Times = Vec<(String, f64)>;

struct Cell {
    kernel: &'static str,
    bytes: f64,
    n: u64,
    times: Times,
}

impl Cell {
    fn time(&self, who: &str) -> Option<f64> {
        self.times.iter().find(|(name, _)| name == who).map(|&(_, time)| time)
    }

    fn ours(&self) -> Option<f64> {
        self.time("ours").or_else(|| self.time("ours, mixed"))
    }

    fn best_rival(&self) -> Option<(&str, f64)> {
        let rivals = self.times.iter().filter(|(name, _)| {
            !name.starts_with("ours") && name != "roofline" && !name.ends_with("equal")
        });
        let best = rivals.min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((best.0.trim_end_matches(", mixed"), best.1))
    }
}

/// What criterion wrote for one group and size.
fn times(group: &Path, n: u64) -> Result<Times, Box<dyn Error>> {
    let mut times = Vec::new();
    for who in fs::read_dir(group)? {
        let who = who?;
        let file = who.path().join(n.to_string()).join("new/estimates.json");
        let Ok(text) = fs::read_to_string(file) else { continue };
        let json: serde_json::Value = serde_json::from_str(&text)?;
        let median = json["median"]["point_estimate"].as_f64().ok_or("no median")?;
        times.push((who.file_name().to_string_lossy().into_owned(), median));
    }
    Ok(times)
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.1} ns"),
        1e3..1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        _ => format!("{:.2} ms", nanoseconds / 1e6),
    }
}

fn count(n: u64) -> &'static str {
    match n {
        16 => "16",
        1_000 => "1,000",
        65_536 => "65,536",
        _ => "16 M",
    }
}

fn table(cells: &[Cell]) -> String {
    let mut rows = String::from(
        "| | n | ours | ours, AVX2 | best rival | ratio | roofline |\n|---|---:|---:|---:|---:|---:|---:|\n",
    );
    for cell in cells {
        let Some(ours) = cell.ours() else { continue };
        let or_empty = |time: Option<f64>| time.map(shown).unwrap_or_default();
        let (rival, ratio) = match cell.best_rival() {
            Some((who, time)) => {
                (format!("{} ({who})", shown(time)), format!("{:.2}", ours / time))
            }
            None => Default::default(),
        };
        let (avx2, roof) = (or_empty(cell.time("ours, AVX2")), or_empty(cell.time("roofline")));
        let (kernel, n) = (cell.kernel, count(cell.n));
        let _ = writeln!(
            rows,
            "| {kernel} | {n} | {} | {avx2} | {rival} | {ratio} | {roof} |",
            shown(ours)
        );
    }
    rows
}

/// For each cell with a roofline, three bars: bytes a second of ours, of the best rival, and of
/// reading alone.
fn chart(cells: &[Cell]) -> String {
    let cells: Vec<&Cell> = cells
        .iter()
        .filter(|cell| cell.n >= 65_536 && cell.bytes > 0.0 && cell.time("roofline").is_some())
        .collect();
    let speed = |cell: &Cell, time: f64| cell.bytes * cell.n as f64 / time;
    let fastest = cells
        .iter()
        .flat_map(|cell| cell.times.iter().map(|&(_, time)| speed(cell, time)))
        .fold(1.0, f64::max);
    let (left, width, row) = (190.0, 480.0, 46.0);
    let height = 60.0 + row * cells.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"860\" height=\"{height}\" fill=\"white\"/>\n\
         <text x=\"10\" y=\"20\" font-size=\"14\">Bytes a second: simd-kernels (blue), its best rival \
         (grey), and reading alone (line)</text>\n"
    );
    for (i, cell) in cells.iter().enumerate() {
        let y = 40.0 + row * i as f64;
        let name = cell.kernel.replace('`', "");
        let _ = writeln!(svg, "<text x=\"10\" y=\"{}\">{name}, {}</text>", y + 20.0, count(cell.n));
        let long = |time: f64| width * speed(cell, time) / fastest;
        let line = cell.time("roofline").map_or(0.0, long);
        let mut bar = |time: f64, who: &str, at: f64, colour: &str| {
            let (speed, long) = (speed(cell, time), long(time));
            let _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"{at}\" width=\"{long:.1}\" height=\"14\" fill=\"{colour}\"/>\n\
                 <text x=\"{:.1}\" y=\"{}\" font-size=\"10\">{who}{speed:.1} GB/s</text>",
                // Beside the bar, and the line.
                left + long.max(line) + 6.0,
                at + 11.0,
            );
        };
        if let Some(ours) = cell.ours() {
            bar(ours, "", y, "#2b6cb0");
        }
        if let Some((who, time)) = cell.best_rival() {
            bar(time, &format!("{who}: "), y + 17.0, "#a0aec0");
        }
        let x = left + line;
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{}\" stroke=\"#c53030\" stroke-width=\"2\"/>",
            y - 3.0,
            y + 34.0,
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(measured), Some(svg)) = (args.next(), args.next()) else {
        return Err("usage: simd-report CRITERION-FOLDER SVG-FILE".into());
    };
    let mut cells = Vec::new();
    for (group, kernel, bytes) in KERNELS {
        for n in SIZES {
            let folder = Path::new(&measured).join(group);
            // A run may have been told to leave some out.
            if !folder.exists() {
                continue;
            }
            let times = times(&folder, n).map_err(|e| format!("{}: {e}", folder.display()))?;
            cells.push(Cell { kernel, bytes, n, times });
        }
    }
    print!("{}", table(&cells));
    fs::write(svg, chart(&cells))?;
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("simd-report: {error}");
        process::exit(1);
    }
}
