//! Builds ten structs with each way of proving them, cold, and compares the CPU time, the least of three
//! builds: a whole build with all dependencies, in an empty target folder, and none of them incremental,
//! as cargo builds what comes from a registry or from git.
//!
//! `cargo run --manifest-path benches/build-time/Cargo.toml -- --at-most SECONDS [NAME…]` fails if one
//! of ours takes more, or more than a rival's derive does. Linux only: it reads `/proc`.

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
};

const OURS: [&str; 2] = ["layout", "derive"];
/// Whose derives read the whole type: none of ours may take more.
const RIVALS: [&str; 2] = ["bytemuck", "zerocopy"];
/// What nobody proves, and what is proved with a smaller derive: shown beside them.
const SHOWN: [&str; 2] = ["by-hand", "dataview"];

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("error: build-time: {what}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Vec<String>) -> Result<(), String> {
    let [flag, seconds, names @ ..] = &args[..] else {
        return Err("say `--at-most SECONDS`, and names if not all are to be built".into());
    };
    let at_most: f64 = match (flag.as_str(), seconds.parse()) {
        ("--at-most", Ok(seconds)) => seconds,
        _ => return Err(format!("`{flag} {seconds}` is no `--at-most SECONDS`")),
    };
    let all = [&SHOWN[..], &OURS, &RIVALS].concat();
    let chosen = |name: &&&str| names.is_empty() || names.iter().any(|chosen| chosen == **name);
    let mut took = Vec::new();
    for name in all.iter().filter(chosen) {
        // The least of three: what else the machine does can only add.
        let seconds = build(name)?.min(build(name)?).min(build(name)?);
        println!("{name}: {seconds:.2} s of CPU");
        took.push((*name, seconds));
    }
    if took.is_empty() {
        return Err(format!("there is only {}", all.join(", ")));
    }
    compare(&took, at_most)
}

fn compare(took: &[(&str, f64)], at_most: f64) -> Result<(), String> {
    for (name, seconds) in took.iter().filter(|(name, _)| OURS.contains(name)) {
        if *seconds > at_most {
            return Err(format!("{name} took {seconds:.2} s, more than {at_most} s"));
        }
        let faster = |(rival, other): &&(&str, f64)| RIVALS.contains(rival) && other < seconds;
        if let Some((rival, other)) = took.iter().find(faster) {
            return Err(format!("{name} took {seconds:.2} s, {rival} {other:.2} s"));
        }
    }
    Ok(())
}

/// The CPU seconds of one cold build: rustc's and cargo's own.
fn build(name: &str) -> Result<f64, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Beside this program's own folder: `target/debug`, wherever the target folder is.
    let program = env::current_exe().map_err(|error| format!("where is this program: {error}"))?;
    let target = program.ancestors().nth(2).ok_or("this program is in no target folder")?;
    let cold = target.join("cold").join(name);
    match fs::remove_dir_all(&cold) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{}: {error}", cold.display()));
        }
        _ => {}
    }
    let before = children()?;
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--locked", "--package", &format!("ten-{name}")])
        .arg("--manifest-path")
        .arg(here.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&cold)
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    let after = children()?;
    if status.success() { Ok(after - before) } else { Err(format!("{name} was not built")) }
}

/// The CPU seconds of all children that have ended: `cutime` and `cstime` of proc(5), which Linux
/// counts in hundredths.
fn children() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("/proc/self/stat: {error}; this runs on Linux only"))?;
    // The second field, a name in brackets, may hold spaces; `cutime` is the 14th behind it.
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok());
    match (ticks(13), ticks(14)) {
        (Some(user), Some(system)) => Ok(f64::from(user + system) / 100.0),
        _ => Err("/proc/self/stat has no times of children".into()),
    }
}
