//! `xtask/verify.toml`: which stages may be missing, until when, and which toolchain is for what.

use std::{collections::BTreeMap, env, fs, path::Path, time::SystemTime};

use serde::Deserialize;
use toml::value::Datetime;

use crate::stages::TABLE;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(default)]
    pub(crate) toolchain: Toolchains,
    /// How tests for another target are linked and run.
    #[serde(default)]
    pub(crate) cross: BTreeMap<String, Cross>,
    #[serde(default, rename = "waiver")]
    pub(crate) waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cross {
    pub(crate) linker: String,
    /// The emulator with its arguments.
    pub(crate) runner: String,
}

/// rustup's names of toolchains. The environment may tell them too, and wins: `VERIFY_NIGHTLY`,
/// `VERIFY_SOURCE`, `VERIFY_MSRV_1_85`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Toolchains {
    /// For unstable flags: sanitizers, fuzzing, Miri.
    pub(crate) nightly: String,
    /// The one with the source of std; if not told, the nightly, should it have it.
    pub(crate) source: Option<String>,
    /// By `rust-version`; one that is not told is called as its version.
    pub(crate) msrv: BTreeMap<String, String>,
}

impl Default for Toolchains {
    fn default() -> Self {
        Self { nightly: "nightly".into(), source: None, msrv: BTreeMap::new() }
    }
}

impl Toolchains {
    /// With what the environment, `told`, has to say.
    fn overridden(mut self, told: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(name) = told("VERIFY_NIGHTLY") {
            self.nightly = name;
        }
        self.source = told("VERIFY_SOURCE").or(self.source);
        self
    }

    /// The toolchain for crates with this `rust-version`.
    pub(crate) fn of_version(&self, version: &str) -> String {
        self.version_told(version, environment)
    }

    fn version_told(&self, version: &str, told: impl Fn(&str) -> Option<String>) -> String {
        told(&format!("VERIFY_MSRV_{}", version.replace('.', "_")))
            .or_else(|| self.msrv.get(version).cloned())
            .unwrap_or_else(|| version.into())
    }
}

/// A variable of the environment; an empty one is none.
fn environment(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// A stage that may be not run without spoiling the verdict. Where its tool exists it runs all the
/// same, and its failure counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiver {
    pub(crate) stage: String,
    pub(crate) reason: String,
    /// The last day, in UTC, on which it counts.
    pub(crate) expires: Datetime,
}

impl Config {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        let mut config = Self::parse(&text).map_err(|error| told(&error))?;
        config.toolchain = config.toolchain.overridden(environment);
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (at, waiver) in config.waivers.iter().enumerate() {
            let stage = &waiver.stage;
            if !TABLE.iter().any(|known| known.id == stage) {
                return Err(format!("a waiver names no stage: `{stage}`"));
            }
            if waiver.reason.trim().is_empty() {
                return Err(format!("the waiver of {stage} has no reason"));
            }
            if waiver.expires.date.is_none() {
                return Err(format!("the waiver of {stage} must expire on a date"));
            }
            if config.waivers[..at].iter().any(|other| other.stage == *stage) {
                return Err(format!("{stage} is waived twice"));
            }
        }
        Ok(config)
    }

    pub(crate) fn waiver(&self, stage: &str) -> Option<&Waiver> {
        self.waivers.iter().find(|waiver| waiver.stage == stage)
    }
}

impl Waiver {
    /// Whether it still counts on `today`, in days since 1970-01-01.
    pub(crate) fn counts(&self, today: i64) -> bool {
        let last = self.expires.date.map(|date| days(date.year.into(), date.month, date.day));
        last.is_some_and(|last| today <= last)
    }

    /// What is to be said of it.
    pub(crate) fn about(&self, today: i64) -> String {
        let Self { reason, expires, .. } = self;
        if self.counts(today) {
            format!("waived until {expires}: {reason}")
        } else {
            format!("its waiver expired on {expires} and does not count: {reason}")
        }
    }
}

/// Days since 1970-01-01, UTC.
pub(crate) fn today() -> i64 {
    now() / 86_400
}

/// Days from 1970-01-01 to a Gregorian date. A year is taken to begin in March, so that the leap
/// day is its last, and the months' lengths follow 153/5 (30.6 days on average).
fn days(year: i64, month: u8, day: u8) -> i64 {
    let year = year - i64::from(month < 3);
    let month = (i64::from(month) + 9) % 12;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (153 * month + 2) / 5 + i64::from(day) - 1 - 719_468
}

/// The time in UTC, `2026-11-22 09:05`, of seconds since 1970-01-01.
pub(crate) fn clock(seconds: i64) -> String {
    let (day, minutes) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) / 60);
    // `days` of the year before the day's is less, and of the year after it more.
    let months = (1970 + day / 366 - 1..).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let begun = months.take_while(|(year, month)| days(*year, *month, 1) <= day);
    let (year, month) = begun.last().unwrap_or((1970, 1));
    let date = day - days(year, month, 1) + 1;
    format!("{year}-{month:02}-{date:02} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// Now, in seconds since 1970-01-01.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(expires: &str) -> String {
        format!("[[waiver]]\nstage = 'miri'\nreason = 'none here'\nexpires = {expires}\n")
    }

    #[test]
    fn dates_become_days() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 2, 29), 11_016);
        assert_eq!(days(2000, 3, 1), 11_017);
        assert_eq!(days(2026, 11, 22), 20_779);
    }

    #[test]
    fn a_time_is_told_by_date_and_minute() {
        assert_eq!(clock(0), "1970-01-01 00:00");
        assert_eq!(clock(11_017 * 86_400 - 1), "2000-02-29 23:59");
        assert_eq!(clock(20_779 * 86_400 + 32_700), "2026-11-22 09:05");
        assert_eq!(clock(20_818 * 86_400), "2026-12-31 00:00");
        assert_eq!(clock(20_819 * 86_400), "2027-01-01 00:00");
    }

    #[test]
    fn a_waiver_counts_through_its_last_day() {
        let config = Config::parse(&waiver("2026-11-22")).expect("well-formed");
        let waiver = config.waiver("miri").expect("it is there");
        assert!(waiver.counts(20_778) && waiver.counts(20_779) && !waiver.counts(20_780));
        assert!(config.waiver("fmt").is_none());
        assert_eq!(waiver.about(20_779), "waived until 2026-11-22: none here");
        assert!(waiver.about(20_780).contains("expired on 2026-11-22 and does not count"));
    }

    #[test]
    fn a_malformed_waiver_is_refused() {
        let good = waiver("2026-11-22");
        for bad in [
            good.replace("miri", "mirri"),
            good.replace("none here", " "),
            good.replace("2026-11-22", "12:00:00"),
            good.replace("2026-11-22", "'2026-11-22'"),
            good.replace("reason", "because"),
            good.replace("reason = 'none here'\n", ""),
            format!("{good}{good}"),
        ] {
            assert!(Config::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let text = "[toolchain]\nnightly = 'a'\nmsrv = { '1.85' = 'old' }\n";
        let told = Config::parse(text).expect("well-formed").toolchain;
        let silent = |version| told.version_told(version, |_| None);
        assert_eq!((silent("1.85").as_str(), silent("1.7").as_str()), ("old", "1.7"));
        let loud = |name: &str| (name == "VERIFY_MSRV_1_85").then(|| "new".into());
        assert_eq!(told.version_told("1.85", loud), "new");
        let same = told.clone().overridden(|_| None);
        assert_eq!((same.nightly.as_str(), same.source), ("a", None));
        let other = told.overridden(|name| (name == "VERIFY_SOURCE").then(|| "b".into()));
        assert_eq!((other.nightly.as_str(), other.source.as_deref()), ("a", Some("b")));
    }

    #[test]
    fn the_committed_file_is_well_formed() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("verify.toml");
        Config::read(&path).expect("well-formed");
    }
}
