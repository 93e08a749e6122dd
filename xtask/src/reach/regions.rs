//! The regions of code that a run counted, of all its binaries.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use llvm_profparser::{
    CoverageMapping, instrumentation_profile::types::InstrumentationProfile, parse,
};

use crate::ledger::scan::Place;

/// By file, where each region begins and ends, and how often it was entered.
#[derive(Debug, Default)]
pub(crate) struct Regions(BTreeMap<PathBuf, BTreeMap<(Place, Place), u64>>);

impl Regions {
    /// Reads a folder of `cover`: a folder a binary, with its path and its counts.
    pub(crate) fn read(dir: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", dir.display());
        let mut regions = Self::default();
        for entry in fs::read_dir(dir).map_err(|error| told(&error))?.flatten() {
            regions.binary(&entry.path()).map_err(|error| told(&error))?;
        }
        Ok(regions)
    }

    fn binary(&mut self, folder: &Path) -> Result<(), String> {
        let program = fs::read_to_string(folder.join("program")).map_err(|e| e.to_string())?;
        let files = fs::read_dir(folder).map_err(|error| error.to_string())?;
        let files = files.flatten().map(|entry| entry.path());
        let counts: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end == "profraw")).collect();
        if counts.is_empty() {
            return Err(format!("{program} wrote no coverage"));
        }
        let profile = added_up(&counts)?;
        let programs = [PathBuf::from(&program)];
        let is_ours = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "src");
        let report = CoverageMapping::new(&programs, &profile, false)
            .and_then(|mapping| mapping.generate_subreport(|files| files.iter().any(is_ours)))
            .map_err(|error| format!("{program}: {error}"))?;
        for (file, result) in report.files {
            for (at, hits) in result.hits {
                let from = Place { line: at.line_start, column: at.column_start };
                let to = Place { line: at.line_end, column: at.column_end };
                // A difference of counters goes below zero where threads lose some: that shows no visit.
                let visits = if isize::try_from(hits).is_ok() { hits as u64 } else { 0 };
                self.add(file.clone(), from, to, visits);
            }
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, file: PathBuf, from: Place, to: Place, visits: u64) {
        *self.0.entry(file).or_default().entry((from, to)).or_default() += visits;
    }

    /// How often the code between two places was entered: the most of the regions in it; if it has
    /// none of its own, of the smallest around it. `None` if the file has no region there.
    pub(crate) fn visits(&self, file: &Path, from: Place, to: Place) -> Option<u64> {
        let regions = self.0.iter().find(|(path, _)| path.ends_with(file)).map(|(_, all)| all)?;
        let inside = regions.iter().filter(|((start, end), _)| from <= *start && *end <= to);
        let inside = inside.map(|(_, &visits)| visits).max();
        inside.or_else(|| {
            let around = regions.iter().filter(|((start, end), _)| *start <= from && to <= *end);
            // Of nested ones the innermost begins last.
            around
                .max_by_key(|((start, end), _)| (*start, std::cmp::Reverse(*end)))
                .map(|(_, &v)| v)
        })
    }
}

/// The counts of several runs of a program.
fn added_up(files: &[PathBuf]) -> Result<InstrumentationProfile, String> {
    // Into an empty one: a function of which a program has several copies, one a crate that it was
    // inlined into, has several records in a single file, which only a merge adds up.
    let mut profile = InstrumentationProfile::default();
    for file in files {
        profile.merge(&parse(file).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    Ok(profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, column: usize) -> Place {
        Place { line, column }
    }

    #[test]
    fn a_block_has_the_regions_inside_it_or_the_smallest_around_it() {
        let mut regions = Regions::default();
        let mut add = |from, to, visits| regions.add("/repo/a/src/raw.rs".into(), from, to, visits);
        add(place(1, 1), place(9, 1), 7);
        add(place(2, 1), place(4, 9), 5);
        add(place(3, 5), place(3, 9), 0);
        let visits = |from, to| regions.visits(Path::new("a/src/raw.rs"), from, to);
        assert_eq!(visits(place(3, 4), place(3, 10)), Some(0), "what is around it does not count");
        assert_eq!(visits(place(4, 1), place(4, 3)), Some(5));
        assert_eq!(visits(place(8, 1), place(8, 3)), Some(7));
        assert_eq!(visits(place(10, 1), place(10, 3)), None);
        assert_eq!(regions.visits(Path::new("b/src/raw.rs"), place(1, 1), place(9, 1)), None);
    }

    #[test]
    fn the_same_region_of_two_binaries_adds_up() {
        let mut regions = Regions::default();
        for _ in 0..2 {
            regions.add("/a.rs".into(), place(1, 1), place(1, 9), 2);
        }
        assert_eq!(regions.visits(Path::new("a.rs"), place(1, 1), place(1, 9)), Some(4));
    }

    /// In LLVM's text format: a name, its hash, how many counters, and these.
    #[test]
    fn the_copies_of_a_function_add_up_within_a_file_and_across_files() {
        let dir = std::env::temp_dir().join(format!("hardpan-regions-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder");
        let files = ["f\n1\n1\n5\n\nf\n1\n1\n0\n", "f\n1\n1\n2\n"].map(|text| {
            let path = dir.join(format!("{}.proftext", text.len()));
            fs::write(&path, text).expect("a file");
            path
        });
        let counts = |files| {
            let profile = added_up(files).expect("counts");
            profile.find_record_by_name("f").expect("f was counted").counts().to_vec()
        };
        assert_eq!(counts(&files[..1]), [5], "the copy that nobody called does not hide the other");
        assert_eq!(counts(&files), [7]);
        fs::remove_dir_all(dir).expect("the folder");
    }
}
