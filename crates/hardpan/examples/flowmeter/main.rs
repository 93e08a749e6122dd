//! A flow meter for packet captures: all six crates on one real job.
//!
//! A reader thread fills pooled blocks and passes them over a ring; the meter reads headers in
//! place, keeps conversations whose keys lie in an arena, and gathers figures with vector kernels;
//! finished conversations leave through a batching worker. `--help` is the manual.
//!
//! ```sh
//! cargo run --release --example flowmeter -- --top 5
//! ```

#![forbid(unsafe_code)]

mod args;
#[cfg(all(test, target_os = "linux", not(miri)))]
mod end_to_end;
mod meter;
mod place;
mod progress;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use args::{Options, Source};
use hardpan::arena::Arena;
use meter::pipeline::{self, End, Stop};
use meter::report::{self, Ending, Summary};
use meter::{Meter, Tally, csv, export, text};
use place::Place;
use progress::Progress;

const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/loopback.pcap");

/// How many conversations the report shows if nobody says.
const TOP: usize = 10;

/// Exit statuses.
const OK: u8 = 0;
const FAILURE: u8 = 1;
const DAMAGE: u8 = 2;
const INTERRUPTED: u8 = 130;

#[cfg(feature = "dhat-heap")]
#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() -> ExitCode {
    #[cfg(feature = "dhat-heap")]
    let _profiler = dhat::Profiler::new_heap();
    run(std::env::args_os().skip(1)).into()
}

fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let done = match args::parse(args) {
        Ok(Some(options)) => measure(&options),
        Ok(None) => printed(io::stdout().write_all(args::HELP.as_bytes())).map(|()| OK),
        Err(error) => Err(format!("{error} (--help tells how)")),
    };
    done.unwrap_or_else(|message| {
        say(message);
        FAILURE
    })
}

/// One line on stderr; nobody is told if that is closed.
fn say(message: impl Display) {
    let _ = writeln!(io::stderr(), "flowmeter: {message}");
}

fn measure(options: &Options) -> Result<u8, String> {
    let stop = Stop::new();
    stop_at_ctrl_c(&stop);
    let Input { name, reader, length, place } = open(&options.source)?;
    // Before the work, so that a wrong path does not cost a run.
    let mut taken: Vec<(&str, Place)> =
        place.map(|place| ("the input", place)).into_iter().collect();
    let csv = create(options.csv.as_deref(), "the --csv file", &mut taken)?;
    let exported = create(options.export.as_deref(), "the --export file", &mut taken)?;

    let arena = Arena::new();
    let mut meter = Meter::new(&arena);
    let mut progress = Progress::new(length);
    let end = pipeline::run(reader, &mut meter, &stop, |bytes| progress.show(bytes));
    progress.clear();
    let (mut status, ending) =
        judge(&name, end.map_err(|error| format!("{name}: {error}"))?, &meter)?;

    // What cannot be written keeps nothing else from being written.
    let mut check = |result: Result<(), String>| {
        if let Err(message) = result {
            say(message);
            status = FAILURE;
        }
    };
    let tally = meter.tally();
    if let Some((path, file)) = csv {
        let written = csv::write(&mut BufWriter::new(file), tally.flows.iter());
        check(written.map_err(|error| format!("{path}: {error}")));
    }
    if let Some((path, file)) = exported {
        let written = export::export(file, tally.flows.iter());
        check(written.map_err(|error| format!("{path}: {error}")));
    }
    check(printed(print(options, tally, ending)));
    Ok(status)
}

/// How it ended, for the shell and for the report; the error is for a run without one.
fn judge(name: &str, end: End, meter: &Meter<'_>) -> Result<(u8, Ending), String> {
    let (interrupted, failure) = match end {
        End::Input | End::Damaged => (false, None),
        End::Stopped => (true, None),
        End::Failed(error) if meter.is_capture() => (false, Some(error.to_string())),
        End::Failed(error) => return Err(format!("{name}: {error}")),
    };
    let damage = meter.damage().map(|damage| damage.to_string()).or(failure);
    if let Some(damage) = &damage {
        say(format_args!("warning: {name}: {damage}; what comes before is reported"));
    }
    let status = match (&damage, interrupted) {
        (_, true) => INTERRUPTED,
        (Some(_), _) => DAMAGE,
        (None, _) => OK,
    };
    Ok((status, Ending { interrupted, damage }))
}

fn print(options: &Options, tally: &mut Tally<'_>, ending: Ending) -> io::Result<()> {
    let summary = Summary::new(tally, ending);
    let mut out = BufWriter::new(io::stdout().lock());
    if options.json {
        report::write_json(&mut out, &summary, &tally.flows, options.top)?;
    } else {
        text::write(&mut out, &summary, &tally.flows, options.top.unwrap_or(TOP))?;
    }
    out.flush()
}

/// A reader that has seen enough, such as `head`, is no failure.
fn printed(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("stdout: {error}")),
        _ => Ok(()),
    }
}

fn stop_at_ctrl_c(stop: &Stop) {
    let stop = stop.clone();
    let handler = move || {
        if !stop.request() {
            // Asked twice: no drain, no report.
            std::process::exit(INTERRUPTED.into());
        }
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        say(format_args!("warning: Ctrl-C will end this without a report: {error}"));
    }
}

struct Input {
    /// What to call it.
    name: String,
    reader: Box<dyn Read + Send>,
    length: Option<u64>,
    place: Option<Place>,
}

fn open(source: &Source) -> Result<Input, String> {
    let path = match source {
        Source::Stdin => {
            let (reader, place) = (Box::new(io::stdin()), place::of_stdin());
            return Ok(Input { name: "stdin".to_owned(), reader, length: None, place });
        }
        Source::Bundled => Path::new(BUNDLED),
        Source::File(path) => path,
    };
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| format!("{name}: {error}"))?;
    let length = file.metadata().ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
    let place = place::of(&file, path);
    Ok(Input { name, reader: Box::new(file), length, place })
}

/// An output, if one is asked for, and what to call it; no file is two of what is `taken`.
fn create<'n>(
    path: Option<&Path>,
    role: &'n str,
    taken: &mut Vec<(&'n str, Place)>,
) -> Result<Option<(String, File)>, String> {
    let Some(path) = path else { return Ok(None) };
    let name = path.display().to_string();
    let error = |error: io::Error| format!("{name}: {error}");
    // Not emptied before it is known to be none of them.
    let mut options = File::options();
    let file = options.write(true).create(true).truncate(false).open(path).map_err(error)?;
    if let Some(place) = place::of(&file, path) {
        if let Some((other, _)) = taken.iter().find(|(_, other)| *other == place) {
            return Err(format!("{name}: this is {other}"));
        }
        file.set_len(0).map_err(error)?;
        taken.push((role, place));
    }
    Ok(Some((name, file)))
}
