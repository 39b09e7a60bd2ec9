//! Lines of text files, as Hadoop splits them: LF, CR and CRLF each end one, and so does the end of the file.

use super::errors::unreadable;
use crate::error::Result;

/// Reads a file line by line. What is not UTF-8 becomes replacement characters.
///
/// # Errors
/// Those of `read`, with the file and the line.
pub(super) fn read_lines(
    path: &str,
    bytes: &[u8],
    mut read: impl FnMut(&str) -> std::result::Result<(), String>,
) -> Result<()> {
    for (i, line) in lines(bytes).enumerate() {
        // The lossy reading is several times slower, and nearly every line is UTF-8.
        let done = match std::str::from_utf8(line) {
            Ok(line) => read(line),
            Err(_) => read(&String::from_utf8_lossy(line)),
        };
        done.map_err(|reason| unreadable(format!("{path}, line {}: {reason}", i + 1)))?;
    }
    Ok(())
}

/// The lines, without their ends. A byte order mark before the first is skipped.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    fn split(file: &str) -> Vec<&str> {
        lines(file.as_bytes()).map(|line| std::str::from_utf8(line).expect("UTF-8")).collect()
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        assert_eq!(split("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(split("a\n"), ["a"]);
        assert_eq!(split("\n\n"), ["", ""]);
        assert_eq!(split("\r\r\n"), ["", ""]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("\u{feff}a\u{2028}b"), ["a\u{2028}b"]);
    }
}
