//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// The whole manual.
pub(crate) const HELP: &str = "\
flowmeter: who talked to whom, and how much, in a packet capture

Usage: flowmeter [OPTIONS] [CAPTURE]

CAPTURE is a pcap file, or - for standard input; without it, the capture bundled with hardpan.
Read are both byte orders, micro- and nanoseconds, and the link types Ethernet (with VLAN tags),
Linux cooked (SLL, SLL2), raw IP and loopback (NULL, LOOP). Convert pcapng with: editcap -F pcap

Options:
      --top N        show the N largest conversations (10); with --json, give only those,
                     the largest first
      --json         print one JSON object {summary, conversations} instead of the report
      --csv FILE     write all conversations to FILE as comma-separated values
      --export FILE  write all conversations to FILE as JSON, one object a line
  -h, --help         print this

A conversation is both directions between two addresses, ports and a protocol; A sent its first
packet, and protocols without ports have port 0. Bytes are lengths on the wire. Files list the
conversations in the order of their first packets; times are seconds since the epoch, UTC.

Ctrl-C stops reading and reports what was read until then; a second one ends at once.

Exit status:
    0  the whole capture was read
    1  nothing could be read, an output could not be written, or the arguments are wrong
    2  the capture breaks off (cut short or damaged): what comes before is reported
  130  stopped by Ctrl-C
";

/// Where packets come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Bundled,
    Stdin,
    File(PathBuf),
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) source: Source,
    pub(crate) top: Option<usize>,
    pub(crate) json: bool,
    pub(crate) csv: Option<PathBuf>,
    pub(crate) export: Option<PathBuf>,
}

/// Reads the arguments, without the program's own name; `None` asks for help.
pub(crate) fn parse(
    args: impl IntoIterator<Item = OsString>,
) -> Result<Option<Options>, lexopt::Error> {
    let mut options =
        Options { source: Source::Bundled, top: None, json: false, csv: None, export: None };
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(None),
            Long("top") => options.top = Some(parser.value()?.parse()?),
            Long("json") => options.json = true,
            Long("csv") => options.csv = Some(parser.value()?.into()),
            Long("export") => options.export = Some(parser.value()?.into()),
            Value(path) if options.source == Source::Bundled => {
                options.source =
                    if path == "-" { Source::Stdin } else { Source::File(path.into()) };
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn arguments_come_in_any_order() {
        let none = parsed("").unwrap().unwrap();
        assert_eq!(none.source, Source::Bundled);
        assert_eq!((none.top, none.json, none.csv, none.export), (None, false, None, None));
        let all = Options {
            source: Source::File("in.pcap".into()),
            top: Some(3),
            json: true,
            csv: Some("c".into()),
            export: Some("-".into()),
        };
        for line in [
            "in.pcap --top 3 --json --csv c --export -",
            "--csv=c --export=- --json --top=3 in.pcap",
        ] {
            assert_eq!(parsed(line), Ok(Some(all.clone())));
        }
        assert_eq!(parsed("-").unwrap().unwrap().source, Source::Stdin);
        assert_eq!(parsed("-- --json").unwrap().unwrap().source, Source::File("--json".into()));
        assert_eq!(parsed("--json -h --nonsense"), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, part) in [
            ("--top", "--top"),
            ("--top many", "many"),
            ("--top -1", "-1"),
            ("--nonsense", "--nonsense"),
            ("a b", "\"b\""),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn the_manual_names_every_option_and_fits_a_terminal() {
        for option in ["--top", "--json", "--csv", "--export", "--help"] {
            assert!(HELP.contains(option));
        }
        assert!(HELP.lines().all(|line| line.chars().count() <= 100));
    }
}
