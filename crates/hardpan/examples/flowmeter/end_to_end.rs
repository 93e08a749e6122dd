//! The program as a process: exit statuses, pipes, Ctrl-C. The process is this test binary, told to
//! be the program.

use std::io::{Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use super::meter::synth::{Style, traffic};

const ARGS: &str = "FLOWMETER_TEST_ARGS";

/// Not a test: what the tests below start.
#[test]
#[ignore = "the program, for the tests beside it"]
fn program() {
    if let Ok(args) = env::var(ARGS) {
        let status = super::run(args.lines().map(Into::into));
        std::process::exit(status.into());
    }
}

fn flowmeter(args: &[&str]) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "end_to_end::program", "--ignored", "--nocapture"])
        .env(ARGS, args.join("\n"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What the program printed, without what the test harness did before.
fn printed(output: &Output) -> (String, String) {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let out = out.trim_start_matches('\n').split_once('\n').map_or("", |(_, rest)| rest);
    (out.to_owned(), String::from_utf8(output.stderr.clone()).unwrap())
}

/// A file that is gone at the end of its test.
struct TempFile(String);

impl TempFile {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = env::temp_dir().join(format!("flowmeter-{}-{name}", std::process::id()));
        fs::write(&path, bytes).unwrap();
        Self(path.into_os_string().into_string().unwrap())
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_bundled_capture_is_read_without_arguments() {
    let output = flowmeter(&[]).output().unwrap();
    let (out, err) = printed(&output);
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
    assert!(out.starts_with("packets    2,505\nbytes      8,319,710 (8.32 MB)\n"), "{out}");
}

#[test]
fn json_csv_and_export_agree() {
    let (csv, lines) = (TempFile::new("agree.csv", b""), TempFile::new("agree.ndjson", b""));
    let output = flowmeter(&["--json", "--csv", &csv.0, "--export", &lines.0]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_str(&printed(&output).0).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json["conversations"].as_array().unwrap(), &lines);
    assert_eq!(json["summary"]["flows"].as_u64().unwrap(), lines.len() as u64);
    assert_eq!(csv.text(), include_str!("../data/loopback.csv"));
}

#[test]
fn every_failure_is_one_line_and_its_status() {
    let capture = traffic(Style::LOOPBACK, 10, 2, 3).0;
    let whole_file = TempFile::new("whole.pcap", &capture);
    let cut_file = TempFile::new("cut.pcap", &capture[..capture.len() - 1]);
    let (whole, cut) = (&whole_file.0, &cut_file.0);
    let missing = format!("{whole}.missing");
    for (args, status, message) in [
        (vec!["/dev/null"], 1, "the input is empty"),
        (vec![&missing], 1, "No such file"),
        (vec!["/"], 1, "directory"),
        (vec!["--nonsense"], 1, "--nonsense"),
        (vec![whole, "--csv", whole], 1, "this is the input"),
        (vec![whole, "--csv", "/nowhere/x"], 1, "/nowhere/x"),
        (vec![whole, "--export", "/dev/full"], 1, "0 of 2 conversations"),
        (vec![whole, "--csv", "/dev/full"], 1, "/dev/full"),
        (vec![cut], 2, "inside the record at offset"),
    ] {
        let output = flowmeter(&args).output().unwrap();
        let err = printed(&output).1;
        assert_eq!(
            (output.status.code(), err.lines().count()),
            (Some(status), 1),
            "{args:?} {err}"
        );
        assert!(err.starts_with("flowmeter: ") && err.contains(message), "{args:?} {err}");
    }
    assert_eq!(fs::read(whole).unwrap(), capture, "the input is still there");
    let output = flowmeter(&[cut]).output().unwrap();
    assert!(printed(&output).0.starts_with("packets    9\n"));
}

#[test]
fn no_output_takes_the_place_of_another_file() {
    let capture = traffic(Style::LOOPBACK, 10, 2, 3).0;
    let whole = TempFile::new("place.pcap", &capture);
    let linked = TempFile(format!("{}.link", whole.0));
    fs::hard_link(&whole.0, &linked.0).unwrap();
    let fresh = TempFile::new("place.out", b"");
    for (args, message) in [
        (vec![&whole.0, "--csv", &linked.0], "this is the input"),
        (vec!["-", "--export", &linked.0], "this is the input"),
        (vec![&whole.0, "--csv", &fresh.0, "--export", &fresh.0], "this is the --csv file"),
    ] {
        let input = fs::File::open(&whole.0).unwrap();
        let output = flowmeter(&args).stdin(input).output().unwrap();
        let (out, err) = printed(&output);
        assert_eq!((output.status.code(), out.as_str()), (Some(1), ""), "{args:?}");
        assert!(err.contains(message), "{args:?} {err}");
    }
    assert_eq!(fs::read(&whole.0).unwrap(), capture, "the input is still there");
    // What was in a file before is gone, however long it was; a device is written twice if asked.
    fs::write(&fresh.0, [b'x'; 9_000]).unwrap();
    let args = [&whole.0, "--csv", &fresh.0];
    assert_eq!(flowmeter(&args).output().unwrap().status.code(), Some(0));
    assert_eq!(fresh.text().lines().count(), 3);
    let args = [&whole.0, "--csv", "/dev/null", "--export", "/dev/null"];
    assert_eq!(flowmeter(&args).output().unwrap().status.code(), Some(0));
}

#[test]
fn help_is_printed() {
    let output = flowmeter(&["--help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(printed(&output).0, super::args::HELP);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let capture = TempFile::new("pipe.pcap", &traffic(Style::LOOPBACK, 20_000, 9_000, 3).0);
    let mut child = flowmeter(&["--top", "9000", &capture.0]).spawn().unwrap();
    let mut few = [0; 300];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), printed(&output).1.as_str()), (Some(0), ""));
}

#[test]
fn standard_input_is_read() {
    let (capture, sent) = traffic(Style::LOOPBACK, 3_000, 9, 3);
    let mut child = flowmeter(&["-", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&capture).unwrap();
    let output = child.wait_with_output().unwrap();
    let json: serde_json::Value = serde_json::from_str(&printed(&output).0).unwrap();
    assert_eq!(json["summary"]["packets"].as_u64().unwrap(), sent.len() as u64);
    assert_eq!(output.status.code(), Some(0));
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn ctrl_c_reports_what_was_read_from_an_input_that_never_ends() {
    let (capture, sent) = traffic(Style::LOOPBACK, 3_000, 9, 3);
    let lines = TempFile::new("stopped.ndjson", b"");
    let mut child =
        flowmeter(&["-", "--json", "--export", &lines.0]).stdin(Stdio::piped()).spawn().unwrap();
    // Held open until the end: the reader goes on waiting for more.
    let mut input = child.stdin.take().unwrap();
    input.write_all(&capture).unwrap();
    // What is in the pipe has been read once nothing is left in it; nobody says when, so: soon.
    thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let begun = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10), "it did not wait for more input");
    drop(input);
    let (out, err) = printed(&output);
    assert_eq!((output.status.code(), err.as_str()), (Some(130), ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["summary"]["packets"].as_u64().unwrap(), sent.len() as u64);
    assert_eq!(json["summary"]["interrupted"], true);
    assert_eq!(lines.text().lines().count(), 9);
}
