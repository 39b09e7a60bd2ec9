//! The statement of `quilt-athena query`: an argument, a file, or standard input.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use crate::{args::StatementArgs, failure::Failure};

/// Standard input, where a statement or a file may be named.
const STANDARD_INPUT: &str = "-";

/// The largest statement that is read, in bytes: Athena takes 262,144, and nobody waits for a disk image to be read first.
const MAX_STATEMENT_BYTES: u64 = 16 << 20;

/// Takes an argument for a statement. SQL may begin with a comment, and `--fromat` is an option with a typing error.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn argument(text: &str) -> Result<String, String> {
    let option = text.starts_with('-') && text != STANDARD_INPUT && !text.contains(char::is_whitespace);
    match option {
        true => {
            Err("there is no such option; if it is a comment that SQL begins with, put a line break after it"
                .to_owned())
        }
        false => Ok(text.to_owned()),
    }
}

/// Reads the statement.
///
/// # Errors
/// [`Failure::Input`], and [`Failure::Usage`] for more than one argument.
pub(crate) fn read(args: StatementArgs) -> Result<String, Failure> {
    if let Some(word) = args.rest.first() {
        return Err(Failure::Usage(format!("unexpected argument `{word}`: put the whole statement in quotes")));
    }
    let (name, bytes) = match (args.sql, args.file) {
        (_, Some(file)) if file != Path::new(STANDARD_INPUT) => {
            (file.display().to_string(), fs::File::open(&file).and_then(all))
        }
        (Some(sql), None) if sql != STANDARD_INPUT => return Ok(sql),
        _ => ("standard input".to_owned(), all(io::stdin().lock())),
    };
    let failed = |reason: String| Failure::Input(format!("cannot read the statement from {name}: {reason}"));
    let bytes = bytes.map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > MAX_STATEMENT_BYTES {
        return Err(failed(format!("it has more than {} MiB", MAX_STATEMENT_BYTES >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        failed(format!("the byte at {} is no UTF-8: save it as UTF-8", error.utf8_error().valid_up_to()))
    })?;
    // Some editors begin a file so.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn all(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_STATEMENT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
