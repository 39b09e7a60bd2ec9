//! The CSV object of a result.
//!
//! Athena's format is stricter than CSV: each value is quoted, quotes in it are doubled, NULL is nothing at all, and a row ends with one
//! newline. So the number of quotes before a newline shows whether it ends a row, and chunks of the object can be decoded in parallel.
//!
//! This reader is written by hand because that difference between NULL (`a,,b`) and the empty string (`a,"",b`) is lost in the crates for
//! CSV: csv-core removes the quotes before a field can be seen, and arrow-csv, which is built on it, takes both for NULL or neither.

use arrow_array::RecordBatch;
use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use super::{columns::ResultColumns, object::RangeReader, task::AbortOnDropTask};
use crate::{
    athena::{failure::unreadable, s3::S3},
    error::{Error, ErrorKind, Result},
    text::read::TextColumn,
};

/// Chunks that are decoded at once.
const CONCURRENT_CHUNKS: usize = 3;

/// Opens the object: an error here means that no row has been read.
pub(super) async fn open(
    s3: &S3,
    uri: &str,
    columns: ResultColumns,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let ranges = RangeReader::open(s3.object(uri)?).await?;
    // An object that is not in Athena's format at all (encrypted, another file) is refused before the first row.
    if first_row_end(false, ranges.first()).is_some() {
        header_end(ranges.first(), columns.len())?;
    }
    Ok(batches(ranges.into_stream(), columns))
}

fn batches(
    bytes: BoxStream<'static, Result<Vec<Bytes>>>,
    columns: ResultColumns,
) -> BoxStream<'static, Result<RecordBatch>> {
    let decoded = chunks(bytes).map(move |chunk| {
        let columns = columns.clone();
        AbortOnDropTask::spawn_blocking(move || Ok(chunk?.decode(&columns)))
    });
    let mut row = 0;
    decoded
        .buffered(CONCURRENT_CHUNKS)
        .map(move |decoded| match decoded? {
            Ok(batch) => {
                row += batch.num_rows();
                Ok(batch)
            }
            Err(error) => Err(error.in_result(row)),
        })
        // A chunk can consist of the header row alone.
        .try_filter(|batch| std::future::ready(batch.num_rows() > 0))
        .boxed()
}

/// An error in a chunk, with its row in the chunk.
struct RowError {
    row: usize,
    error: Box<dyn Fn(usize) -> Error + Send>,
}

impl RowError {
    fn in_result(self, rows_before: usize) -> Error {
        (self.error)(rows_before + self.row)
    }
}

/// Whole rows, about as many as one range has. A row may begin in one segment and end in a later one.
struct CsvChunk {
    segments: Vec<Bytes>,
    /// It begins with the header row.
    has_header: bool,
}

/// The state between ranges: the beginning of a row that has not ended.
#[derive(Default)]
struct PartialRow {
    segments: Vec<Bytes>,
    /// The number of quotes in it.
    quotes: usize,
    /// A chunk, and with it the header row, has been returned already.
    begun: bool,
}

fn chunks(ranges: BoxStream<'static, Result<Vec<Bytes>>>) -> BoxStream<'static, Result<CsvChunk>> {
    stream::try_unfold((ranges, PartialRow::default()), |(mut ranges, mut partial)| async move {
        loop {
            match ranges.try_next().await? {
                Some(segments) => {
                    if let Some(chunk) = partial.add(segments) {
                        return Ok(Some((chunk, (ranges, partial))));
                    }
                }
                None if partial.segments.is_empty() => return Ok(None),
                None => return Err(unreadable("the CSV object ends in the middle of a row")),
            }
        }
    })
    .boxed()
}

impl PartialRow {
    /// All rows that have ended with these segments, if there are any.
    fn add(&mut self, segments: Vec<Bytes>) -> Option<CsvChunk> {
        let mut quotes = self.quotes + segments.iter().map(|segment| count_quotes(segment)).sum::<usize>();
        let (all, held) = (quotes, self.segments.len());
        self.segments.extend(segments);
        for i in (held..self.segments.len()).rev() {
            let segment = &self.segments[i];
            if let Some(end) = last_row_end(segment, &mut quotes) {
                let mut rest = self.segments.split_off(i + 1);
                let partial = self.segments[i].split_off(end);
                if !partial.is_empty() {
                    rest.insert(0, partial);
                }
                self.quotes = all - quotes;
                let segments = std::mem::replace(&mut self.segments, rest);
                let chunk = CsvChunk { segments, has_header: !self.begun };
                self.begun = true;
                return Some(chunk);
            }
        }
        self.quotes = all;
        None
    }
}

fn count_quotes(text: &[u8]) -> usize {
    memchr_iter(b'"', text).count()
}

/// The position after the last newline that ends a row. `quotes` is the number of quotes before the end of the chunk, and afterwards that
/// before the newline.
fn last_row_end(text: &[u8], quotes: &mut usize) -> Option<usize> {
    let mut end = text.len();
    while let Some(newline) = memrchr(b'\n', &text[..end]) {
        *quotes -= count_quotes(&text[newline..end]);
        if quotes.is_multiple_of(2) {
            return Some(newline + 1);
        }
        end = newline;
    }
    *quotes -= count_quotes(&text[..end]);
    None
}

/// The position after the newline that ends a row; `odd` is whether its beginning, which is not in this chunk, has an odd number of quotes.
fn first_row_end(mut odd: bool, text: &[u8]) -> Option<usize> {
    for at in memchr2_iter(b'"', b'\n', text) {
        if text[at] == b'"' {
            odd = !odd;
        } else if !odd {
            return Some(at + 1);
        }
    }
    None
}

/// The position after the header row, which has as many values as there are columns.
fn header_end(text: &[u8], columns: usize) -> Result<usize> {
    let mut cells = CellReader { text, at: 0 };
    let mut names = 1;
    loop {
        match cells.next() {
            Ok((_, CellEnd::Comma)) => names += 1,
            Ok((_, CellEnd::Row)) if names == columns => return Ok(cells.at),
            Ok((_, CellEnd::Row)) => {
                return Err(unreadable(format!("the CSV object has {names} columns, but the result has {columns}")));
            }
            Err(()) => {
                return Err(unreadable("the header row of the CSV object is not in the format that Athena writes"));
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellEnd {
    Comma,
    Row,
}

/// One value: between which bytes it is, and whether quotes in it are doubled.
enum CsvCell {
    Null,
    Plain(usize, usize),
    Doubled(usize, usize),
}

/// Reads values one after the other.
struct CellReader<'a> {
    text: &'a [u8],
    at: usize,
}

impl CellReader<'_> {
    fn next(&mut self) -> Result<(CsvCell, CellEnd), ()> {
        let cell = match self.text.get(self.at) {
            Some(b'"') => self.quoted()?,
            Some(b',' | b'\n') => CsvCell::Null,
            _ => return Err(()),
        };
        let end = match self.text.get(self.at) {
            Some(b',') => CellEnd::Comma,
            Some(b'\n') => CellEnd::Row,
            _ => return Err(()),
        };
        self.at += 1;
        Ok((cell, end))
    }

    fn quoted(&mut self) -> Result<CsvCell, ()> {
        let start = self.at + 1;
        let mut from = start;
        let mut doubled = false;
        loop {
            let quote = from + memchr(b'"', self.text.get(from..).ok_or(())?).ok_or(())?;
            if self.text.get(quote + 1) != Some(&b'"') {
                self.at = quote + 1;
                return Ok(if doubled { CsvCell::Doubled(start, quote) } else { CsvCell::Plain(start, quote) });
            }
            doubled = true;
            from = quote + 2;
        }
    }
}

impl CsvChunk {
    fn decode(self, columns: &ResultColumns) -> Result<RecordBatch, RowError> {
        let size: usize = self.segments.iter().map(Bytes::len).sum();
        let mut decoder = CsvDecoder {
            builders: columns.builders(size / 64),
            columns,
            rows: 0,
            has_header: self.has_header,
            unescaped: String::new(),
        };
        // The beginning of a row that ends in a later segment, and whether its number of quotes so far is odd.
        let (mut across, mut odd) = (Vec::new(), false);
        for segment in &self.segments {
            let mut rest = &segment[..];
            if !across.is_empty() {
                let Some(end) = first_row_end(odd, rest) else {
                    across.extend_from_slice(rest);
                    odd ^= !count_quotes(rest).is_multiple_of(2);
                    continue;
                };
                across.extend_from_slice(&rest[..end]);
                decoder.decode(&across)?;
                across.clear();
                rest = &rest[end..];
            }
            let end = last_row_end(rest, &mut count_quotes(rest)).unwrap_or(0);
            decoder.decode(&rest[..end])?;
            across.extend_from_slice(&rest[end..]);
            odd = !count_quotes(&rest[end..]).is_multiple_of(2);
        }
        let filled = columns.batch(&mut decoder.builders, decoder.rows, 0);
        filled.map_err(|error| RowError { row: 0, error: Box::new(move |before| with_row_offset(&error, before)) })
    }
}

/// The error of a row that was counted from the beginning of its chunk.
fn with_row_offset(error: &Error, before: usize) -> Error {
    match error.kind() {
        ErrorKind::Decode { column, row, reason } => {
            ErrorKind::Decode { column: column.clone(), row: row + before, reason: reason.clone() }.into()
        }
        _ => error.clone(),
    }
}

/// Fills columns from whole rows.
struct CsvDecoder<'a> {
    columns: &'a ResultColumns,
    builders: Vec<TextColumn>,
    rows: usize,
    has_header: bool,
    unescaped: String,
}

impl CsvDecoder<'_> {
    fn decode(&mut self, rows: &[u8]) -> Result<(), RowError> {
        let text =
            std::str::from_utf8(rows).map_err(|_| malformed(self.rows, "or one after it is not UTF-8".to_owned()))?;
        let mut cells = CellReader { text: rows, at: 0 };
        if self.has_header && !rows.is_empty() {
            self.has_header = false;
            cells.at = header_end(rows, self.columns.len())
                .map_err(|error| RowError { row: 0, error: Box::new(move |_| error.clone()) })?;
        }
        while cells.at < rows.len() {
            for (c, builder) in self.builders.iter_mut().enumerate() {
                let Ok((cell, end)) = cells.next() else {
                    return Err(malformed(self.rows, "is not in the format that Athena writes".to_owned()));
                };
                if (end == CellEnd::Row) != (c + 1 == self.columns.len()) {
                    return Err(malformed(self.rows, format!("does not have {} values", self.columns.len())));
                }
                let value = match cell {
                    CsvCell::Null => None,
                    CsvCell::Plain(start, end) => Some(&text[start..end]),
                    CsvCell::Doubled(start, end) => {
                        unescape(&text[start..end], &mut self.unescaped);
                        Some(self.unescaped.as_str())
                    }
                };
                if let Err(reason) = builder.push(value) {
                    let columns = self.columns.clone();
                    let error = Box::new(move |row| columns.value_error(c, row, reason.clone()));
                    return Err(RowError { row: self.rows, error });
                }
            }
            self.rows += 1;
        }
        Ok(())
    }
}

fn malformed(row: usize, what: String) -> RowError {
    let error = move |row| ErrorKind::MalformedResult { reason: format!("row {row} of the CSV object {what}") }.into();
    RowError { row, error: Box::new(error) }
}

/// Replaces two quotes by one.
fn unescape(text: &str, out: &mut String) {
    out.clear();
    let mut from = 0;
    for at in memchr_iter(b'"', text.as_bytes()) {
        if at >= from {
            out.push_str(&text[from..=at]);
            from = at + 2;
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests;
