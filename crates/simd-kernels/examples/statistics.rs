//! Statistics of a file of numbers, as text separated by white space, in bounded memory.
//!
//! ```text
//! cargo run --release -p simd-kernels --example statistics -- FILE
//! seq 1000 | cargo run --release -p simd-kernels --example statistics
//! ```

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::{env, process};

use simd_kernels::{MeanVar, Sum, max, min};

/// What is kept between pieces: the same bits come out however large they are.
#[derive(Default)]
struct Statistics {
    sum: Sum<f64>,
    moments: MeanVar<f64>,
    min: Option<f64>,
    max: Option<f64>,
}

impl Statistics {
    fn push(&mut self, xs: &[f64]) {
        self.sum.push(xs);
        self.moments.push(xs);
        let (Some(least), Some(greatest)) = (min(xs), max(xs)) else { return };
        self.min = min(&[self.min.unwrap_or(least), least]);
        self.max = max(&[self.max.unwrap_or(greatest), greatest]);
    }
}

fn read(input: impl BufRead) -> Result<Statistics, Box<dyn Error>> {
    let mut statistics = Statistics::default();
    let mut numbers = Vec::new();
    for (line, text) in input.lines().enumerate() {
        for word in text?.split_whitespace() {
            let number = word.parse().map_err(|_| format!("line {}: {word:?}", line + 1))?;
            numbers.push(number);
        }
        if numbers.len() >= 4096 {
            statistics.push(&numbers);
            numbers.clear();
        }
    }
    statistics.push(&numbers);
    Ok(statistics)
}

fn run() -> Result<(), Box<dyn Error>> {
    let statistics = match env::args_os().nth(1) {
        Some(path) => read(BufReader::new(File::open(path)?))?,
        None => read(io::stdin().lock())?,
    };
    let (Some(moments), Some(min), Some(max)) =
        (statistics.moments.finish(), statistics.min, statistics.max)
    else {
        return Err("no numbers".into());
    };
    println!("count     {}", moments.count);
    println!("sum       {}", statistics.sum.finish());
    println!("min       {min}");
    println!("max       {max}");
    println!("mean      {}", moments.mean);
    println!("std. dev. {}", moments.std_dev());
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("statistics: {error}");
        process::exit(1);
    }
}
