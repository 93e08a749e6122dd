//! `cargo xtask weaken CRATE`: makes each `Acquire`, `Release` and `AcqRel` in a crate's sources weaker, one
//! at a time and in a copy of the workspace, and runs the crate's loom models: each must be caught.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{
    config::Config,
    exec::Executor,
    judge::{self, End, Output},
    plan::Step,
    progress::Progress,
    stage::{Profile, minutes},
    stages::loom,
    workspace,
};

/// An ordering, and one that promises less.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Site {
    file: PathBuf,
    /// From 1.
    line: usize,
    /// In characters, from 0.
    column: usize,
    is: &'static str,
    becomes: &'static str,
}

const WEAKER: [(&str, &str); 4] =
    [("Acquire", "Relaxed"), ("Release", "Relaxed"), ("AcqRel", "Acquire"), ("AcqRel", "Release")];

pub(crate) fn weaken(root: &Path, name: &str) -> Result<ExitCode, String> {
    let config = Config::read(&root.join("xtask/verify.toml"))?;
    let mut facts = workspace::read(root, &config, Profile::Full, 1)?;
    let modelled = |krate: &&workspace::Crate| krate.has_test("loom");
    let names: Vec<_> = facts.crates.iter().filter(modelled).map(|krate| &krate.name).collect();
    if !names.iter().any(|known| *known == name) {
        return Err(format!("no crate with models is called `{name}`; there are: {names:?}"));
    }
    let folder = facts.target.join("weaken");
    let copy = folder.join("tree");
    copy_tree(root, &copy)?;
    let sites = sites_below(&copy, &Path::new("crates").join(name).join("src"))?;
    facts.target.clone_from(&folder);
    let step = loom::models(&facts, name);
    let run = |at: usize, told: &str| -> Result<Outcome, String> {
        let executor = Executor {
            root: &copy,
            log: folder.join("log"),
            deadline: Instant::now() + minutes(5),
            env: Vec::new(),
            lanes: 1,
            progress: Progress::begin(at, sites.len(), told, "weaker"),
        };
        let outputs = executor.run(&vec![Step::clone(&step)].into(), false);
        let outcome = Outcome::of(&outputs.map_err(|error| error.to_string())?[0]);
        executor.progress.end(&format!("{outcome:?}"));
        Ok(outcome)
    };
    if run(0, "as it is")? != Outcome::Survives {
        return Err(format!("the models must hold as they are: {}", folder.join("log").display()));
    }
    let mut survivors = 0;
    for (at, site) in sites.iter().enumerate() {
        let path = copy.join(&site.file);
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        fs::write(&path, site.applied(&text)).map_err(|error| error.to_string())?;
        let Site { file, line, is, becomes, .. } = site;
        let told = format!("{}:{line} {is} to {becomes}", file.display());
        let outcome = run(at + 1, &told);
        fs::write(&path, text).map_err(|error| error.to_string())?;
        let outcome = outcome?;
        println!("{outcome:?}: {told}");
        survivors += u64::from(outcome != Outcome::Caught);
    }
    println!("{}, {survivors} not caught", judge::count(sites.len() as u64, "weaker ordering"));
    Ok(if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// A model failed.
    Caught,
    /// All models hold.
    Survives,
    /// It was not built, or did not end.
    Unsettled,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        match output.end {
            End::Code(0) => Self::Survives,
            // A model in the library's own tests, or in tests/loom.rs.
            End::Code(_) if output.text.contains(" Running ") => Self::Caught,
            _ => Self::Unsettled,
        }
    }
}

impl Site {
    fn applied(&self, text: &str) -> String {
        let mut lines: Vec<String> = text.split('\n').map(Into::into).collect();
        let line = &mut lines[self.line - 1];
        let at = line.char_indices().nth(self.column).map_or(0, |(at, _)| at);
        line.replace_range(at..at + self.is.len(), self.becomes);
        lines.join("\n")
    }
}

/// Copies what git knows of the workspace, or would.
fn copy_tree(root: &Path, to: &Path) -> Result<(), String> {
    let args = ["ls-files", "--cached", "--others", "--exclude-standard"];
    for name in workspace::run(root, "git", &args)?.lines() {
        let (from, to) = (root.join(name), to.join(name));
        let made = to.parent().map_or(Ok(()), fs::create_dir_all);
        if from.is_file() {
            made.and_then(|()| fs::copy(&from, &to).map(drop))
                .map_err(|error| format!("{}: {error}", to.display()))?;
        }
    }
    Ok(())
}

fn sites_below(root: &Path, dir: &Path) -> Result<Vec<Site>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", dir.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(root.join(dir)).map_err(told)? {
        paths.push(dir.join(entry.map_err(told)?.file_name()));
    }
    paths.sort();
    let mut sites = Vec::new();
    for path in paths {
        if root.join(&path).is_dir() {
            sites.extend(sites_below(root, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(root.join(&path)).map_err(told)?;
            let tokens = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
            find(&path, tokens, &mut sites);
        }
    }
    Ok(sites)
}

/// An ordering is a whole argument, with or without its path.
fn find(file: &Path, tokens: TokenStream, sites: &mut Vec<Site>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |at: Option<usize>, mark: char| match at.and_then(|at| tokens.get(at)) {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == mark,
        Some(_) => false,
    };
    let mut imports = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if !(imports && group.delimiter() == Delimiter::Brace) => {
                find(file, group.stream(), sites);
            }
            TokenTree::Ident(ident) if ident == "use" => imports = true,
            TokenTree::Punct(punct) if punct.as_char() == ';' => imports = false,
            TokenTree::Ident(ident) if !imports && is(Some(at + 1), ',') => {
                let before = at.checked_sub(1);
                if !is(before, ',') && !is(before, ':') {
                    continue;
                }
                let start = ident.span().start();
                let weaker = WEAKER.iter().filter(|(strong, _)| ident == strong);
                sites.extend(weaker.map(|&(is, becomes)| Site {
                    file: file.into(),
                    line: start.line,
                    column: start.column,
                    is,
                    becomes,
                }));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok};

    #[test]
    fn orderings_are_found_and_nothing_of_their_name() {
        let text = "use std::sync::atomic::Ordering::{Acquire, Release};
struct Acquire<'a>(&'a u8);
fn f(a: &AtomicU8) -> Acquire<'_> {
    a.store(/* ä */ 1, Ordering::Release);
    a.swap(2, AcqRel);
    a.compare_exchange(1, 2, Acquire, Relaxed);
    Acquire::new()
}
";
        let mut sites = Vec::new();
        find(Path::new("a.rs"), text.parse().expect("tokens"), &mut sites);
        let told: Vec<_> = sites.iter().map(|site| (site.line, site.is, site.becomes)).collect();
        assert_eq!(
            told,
            [
                (4, "Release", "Relaxed"),
                (5, "AcqRel", "Acquire"),
                (5, "AcqRel", "Release"),
                (6, "Acquire", "Relaxed"),
            ]
        );
        let weaker = sites[0].applied(text);
        assert!(weaker.contains("/* ä */ 1, Ordering::Relaxed);"), "{weaker}");
        assert_eq!(weaker.replace("Relaxed);\n    a.swap", "Release);\n    a.swap"), text);
    }

    #[test]
    fn only_a_model_that_ran_and_failed_has_caught_it() {
        let ran = "     Running tests/loom.rs (target/x)\n";
        assert_eq!(Outcome::of(&failed("x", ran)), Outcome::Caught);
        let in_lib = "     Running unittests src/lib.rs (target/x)\n";
        assert_eq!(Outcome::of(&failed("x", in_lib)), Outcome::Caught);
        assert_eq!(Outcome::of(&ok("x", ran)), Outcome::Survives);
        assert_eq!(Outcome::of(&failed("x", "error: could not compile")), Outcome::Unsettled);
        let late = Output { end: End::TimedOut, ..ok("x", ran) };
        assert_eq!(Outcome::of(&late), Outcome::Unsettled);
    }
}
