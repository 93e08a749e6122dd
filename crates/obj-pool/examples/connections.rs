//! Connections to a server: checked when they are taken, opened only when that can work, and closed
//! when nobody has used them for a while.
//!
//! `cargo run --example connections`

use std::{
    error::Error,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use obj_pool::{Lease, Manage, WaitGuard, WaitPool};

/// A connection to a server that answers each line with the same line.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(server: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        Ok(Self(BufReader::new(stream)))
    }

    fn ask(&mut self, question: &str) -> std::io::Result<String> {
        writeln!(self.0.get_mut(), "{question}")?;
        let mut answer = String::new();
        self.0.read_line(&mut answer)?;
        Ok(answer.trim_end().into())
    }
}

struct Connections;

impl Manage for Connections {
    type Item = Connection;

    /// Opening can fail, so `checkout` does it, through a lease. Nothing else takes from this pool.
    fn create(&self) -> Connection {
        unreachable!("connections are opened by `checkout`")
    }

    /// On return: one with an answer left in it would give it to the next user.
    fn reset(&self, connection: &mut Connection) -> bool {
        connection.0.buffer().is_empty()
    }

    /// On the way out: the server may have hung up in the meantime.
    fn validate(&self, connection: &mut Connection) -> bool {
        connection.ask("ping").is_ok_and(|answer| answer == "ping")
    }
}

type Pool = WaitPool<Connections>;

/// A connection that works, or the reason why there is none.
fn checkout(pool: &Pool, server: SocketAddr) -> Result<WaitGuard<'_, Connections>, Box<dyn Error>> {
    // (A task would write `pool.acquire_or_vacant().await?`.)
    match pool.try_get_or_vacant().ok_or("all connections are in use")? {
        Lease::Idle(connection) => Ok(connection),
        // If this fails, the slot is free again.
        Lease::Vacant(vacant) => Ok(vacant.fill(Connection::open(server)?)),
    }
}

/// Answers `lines` lines on each connection, then hangs up.
fn serve(listener: &TcpListener, lines: usize) {
    for stream in listener.incoming().map_while(Result::ok) {
        thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            for _ in 0..lines {
                line.clear();
                match reader.read_line(&mut line) {
                    Ok(1..) => reader.get_mut().write_all(line.as_bytes())?,
                    _ => break,
                }
            }
            std::io::Result::Ok(())
        });
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;
    thread::spawn(move || serve(&listener, 3));

    let pool = WaitPool::builder(Connections).max(2).build()?;

    // The server hangs up after three lines: a new connection takes the place of the old one.
    for round in 0..6 {
        let question = format!("question {round}");
        assert_eq!(checkout(&pool, server)?.ask(&question)?, question);
    }
    let stats = pool.stats();
    println!("{stats:?}");
    assert!(stats.reused >= 1 && stats.discarded >= 1);

    // A timer would do this each minute: what two rounds found idle is closed.
    let sweep = || pool.retain(|_, meta| meta.rounds_idle < 2);
    assert_eq!([sweep(), sweep(), sweep()], [0, 0, 1]);
    assert_eq!(pool.stats().idle, 0);

    // A server that is not there is an error, and costs no slot.
    let nowhere = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    assert!(checkout(&pool, nowhere).is_err());
    assert_eq!(pool.stats().in_use, 0);
    Ok(())
}

#[cfg(not(miri))]
#[test]
fn runs() {
    main().unwrap();
}
