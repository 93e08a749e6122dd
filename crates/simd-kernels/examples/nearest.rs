//! The nearest of many vectors by cosine: words described by how often each letter follows each
//! other, and the words that are most like one.
//!
//! ```text
//! cargo run --release -p simd-kernels --example nearest -- WORD [FILE-OF-WORDS]
//! ```

use std::error::Error;
use std::{env, fs, process};

use simd_kernels::{argmax_num, cosine, scale};

/// Letters, and the edges of a word.
const KINDS: usize = 27;

const WORDS: &str = "harden hardened hardening hardpan gardener pandemic soil soiled toil turmoil \
    layer layered player foundation foundling sounding reduce reduction production deduction \
    bits habits rabbits vector victor hector lane plane planet level lever revel sum summer sumo";

/// How often each kind of letter follows each other, in 729 places.
fn describe(word: &str) -> Vec<f32> {
    let kind = |letter: u8| match letter.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => usize::from(letter - b'a') + 1,
        _ => 0,
    };
    let mut counts = vec![0.0; KINDS * KINDS];
    let mut before = 0;
    for &letter in word.as_bytes().iter().chain(b" ") {
        counts[before * KINDS + kind(letter)] += 1.0;
        before = kind(letter);
    }
    // A cosine is the same of any length; this one keeps squares far from the edges of `f32`.
    scale(&mut counts, 1.0 / 16.0);
    counts
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let word = args.next().unwrap_or_else(|| "hardpan".into());
    let text = match args.next() {
        Some(path) => fs::read_to_string(path)?,
        None => WORDS.into(),
    };
    let words: Vec<&str> = text.split_whitespace().filter(|&other| other != word).collect();
    let query = describe(&word);
    let mut likeness = Vec::with_capacity(words.len());
    for other in &words {
        likeness.push(cosine(&query, &describe(other))?);
    }
    for _ in 0..3 {
        let Some(best) = argmax_num(&likeness) else { break };
        println!("{:.3}  {}", likeness[best], words[best]);
        // Passed over from now on.
        likeness[best] = f32::NAN;
    }
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("nearest: {error}");
        process::exit(1);
    }
}
