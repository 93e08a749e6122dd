//! A real SIGTERM in the middle of the work. The process is this test binary, told to be the program.
//!
//! Nothing here is timed: the signal is sent once each client has been told `ok` and a batch has been
//! stored, while all clients send as fast as they can.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::{env, fs, thread};

const TABLE: &str = "INGEST_TEST_TABLE";
const CLIENTS: usize = 4;

/// Not a test: what the test below starts.
#[test]
#[ignore = "the program, for the test beside it"]
fn program() {
    if let Ok(path) = env::var(TABLE) {
        let table = super::Table { file: Some(File::create(path).unwrap()), ..Default::default() };
        let ended = super::ingest(table, false);
        std::process::exit(i32::from(ended.is_err()));
    }
}

/// Neither it nor its table outlives its test.
struct Program(Child, PathBuf);

impl Program {
    fn start(table: PathBuf) -> Self {
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "signals::program", "--ignored", "--nocapture"])
            .env(TABLE, &table)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        Self(child.unwrap(), table)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = fs::remove_file(&self.1);
    }
}

/// Sends rows until the connection ends, without waiting for answers. Those that were answered `ok`.
fn client(stream: TcpStream, name: usize, first: &Sender<()>) -> Vec<String> {
    let mut write = stream.try_clone().unwrap();
    let row = move |n: &str| format!("row {n} of {name}");
    let writer = thread::spawn(move || {
        let mut rows = (0_u64..).map(|n| row(&n.to_string()) + "\n");
        while rows.next().is_some_and(|row| write.write_all(row.as_bytes()).is_ok()) {}
    });
    let (mut answers, mut answer, mut acknowledged) =
        (BufReader::new(stream), String::new(), Vec::new());
    // The last answer may be cut off.
    while answers.read_line(&mut answer).is_ok() && answer.ends_with('\n') {
        if let Some(n) = answer.trim_end().strip_prefix("ok ") {
            acknowledged.push(row(n));
            let _ = first.send(());
        }
        answer.clear();
    }
    writer.join().unwrap();
    acknowledged
}

/// Sends the signal to the program at work. Its report, and all that its clients were told `ok` for.
fn interrupt(program: &mut Program, signal: &str) -> (String, Vec<String>) {
    let mut lines = BufReader::new(program.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let at = lines.find_map(|line| {
        let at = line.strip_prefix("listening on ")?.split_once(": try")?.0;
        Some(at.to_owned())
    });
    let at = at.expect("it listens");
    let clients: Vec<_> = (0..CLIENTS)
        .map(|name| {
            let (first, told) = channel();
            let stream = TcpStream::connect(&at).unwrap();
            let client = thread::spawn(move || client(stream, name, &first));
            (client, told)
        })
        .collect();
    for (_, told) in &clients {
        told.recv().expect("each client is told ok");
    }
    lines.find(|line| line.contains(" rows (")).expect("it stores rows");
    let id = program.0.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    let report = lines.find(|line| line.contains("not stored: ")).expect("it reports its end");
    let acknowledged = clients.into_iter().flat_map(|(client, _)| client.join().unwrap()).collect();
    (report, acknowledged)
}

#[test]
fn nothing_that_was_acknowledged_is_lost_by_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let name = format!("ingest-{}{signal}", std::process::id());
        let mut program = Program::start(env::temp_dir().join(name));
        let (report, acknowledged) = interrupt(&mut program, signal);
        let status = program.0.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal} ended it: {status}");

        let table = fs::read_to_string(&program.1).unwrap();
        let stored: HashSet<_> = table.lines().collect();
        assert_eq!(stored.len(), table.lines().count(), "a row was stored twice");
        assert!(report.contains(&format!(" flushed: {},", stored.len())), "{report}");
        for row in &acknowledged {
            // What the deadline cut off is in the report.
            let known = stored.contains(&row[..]) || report.contains(&format!("{row:?}"));
            assert!(known, "{row} was told ok, and is lost: {report}");
        }
    }
}
