//! The CSV object of a result.
//!
//! Athena's form, which is stricter than CSV: each value is in quotes, quotes in it are doubled, NULL is nothing at all, a row ends with
//! one newline. So the number of quotes before a newline says whether it ends a row, and pieces of the object can be read side by side.

use arrow_array::RecordBatch;
use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use super::{columns::Columns, object::Ranges, task::Task, unreadable};
use crate::{
    athena::session::Athena,
    error::{Error, ErrorKind, Result},
    text::read::TextColumn,
};

/// Pieces that are decoded at once.
const AT_ONCE: usize = 3;

/// Opens the object: an error here means that nothing of it was read.
pub(super) async fn open(
    athena: &Athena,
    uri: &str,
    columns: Columns,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let ranges = Ranges::open(athena.0.clients.s3.object(uri)?).await?;
    // What is not Athena's form at all (encrypted, another file) is better known before than after the first row.
    if first_row_end(false, ranges.first()).is_some() {
        header_end(ranges.first(), columns.len())?;
    }
    Ok(batches(ranges.into_stream(), columns))
}

fn batches(bytes: BoxStream<'static, Result<Vec<Bytes>>>, columns: Columns) -> BoxStream<'static, Result<RecordBatch>> {
    let decoded = pieces(bytes).map(move |piece| {
        let columns = columns.clone();
        Task::compute(move || Ok(piece?.decode(&columns)))
    });
    let mut row = 0;
    decoded
        .buffered(AT_ONCE)
        .map(move |decoded| match decoded? {
            Ok(batch) => {
                row += batch.num_rows();
                Ok(batch)
            }
            Err(wrong) => Err(wrong.in_result(row)),
        })
        // A piece can consist of the row of names alone.
        .try_filter(|batch| std::future::ready(batch.num_rows() > 0))
        .boxed()
}

/// What is wrong in a piece, with the row in it.
struct Wrong {
    row: usize,
    error: Box<dyn Fn(usize) -> Error + Send>,
}

impl Wrong {
    fn in_result(self, rows_before: usize) -> Error {
        (self.error)(rows_before + self.row)
    }
}

/// Whole rows, about as many as came in one range. A row may begin in one segment and end in a later one.
struct Piece {
    segments: Vec<Bytes>,
    /// It begins with the row of names.
    named: bool,
}

/// The state between ranges: the beginning of a row that has not ended.
#[derive(Default)]
struct Open {
    segments: Vec<Bytes>,
    /// So many quotes are in it.
    quotes: usize,
    begun: bool,
}

fn pieces(ranges: BoxStream<'static, Result<Vec<Bytes>>>) -> BoxStream<'static, Result<Piece>> {
    stream::try_unfold((ranges, Open::default()), |(mut ranges, mut open)| async move {
        loop {
            match ranges.try_next().await? {
                Some(segments) => {
                    if let Some(piece) = open.add(segments) {
                        return Ok(Some((piece, (ranges, open))));
                    }
                }
                None if open.segments.is_empty() => return Ok(None),
                None => return Err(unreadable("the CSV object ends in the middle of a row")),
            }
        }
    })
    .boxed()
}

impl Open {
    /// All rows that have ended with these segments, if there are any.
    fn add(&mut self, segments: Vec<Bytes>) -> Option<Piece> {
        let mut quotes = self.quotes + segments.iter().map(|segment| count_quotes(segment)).sum::<usize>();
        let (all, held) = (quotes, self.segments.len());
        self.segments.extend(segments);
        for i in (held..self.segments.len()).rev() {
            let segment = &self.segments[i];
            if let Some(end) = last_row_end(segment, &mut quotes) {
                let mut rest = self.segments.split_off(i + 1);
                let open = self.segments[i].split_off(end);
                if !open.is_empty() {
                    rest.insert(0, open);
                }
                self.quotes = all - quotes;
                let piece = Piece { segments: std::mem::replace(&mut self.segments, rest), named: !self.begun };
                self.begun = true;
                return Some(piece);
            }
        }
        self.quotes = all;
        None
    }
}

fn count_quotes(text: &[u8]) -> usize {
    memchr_iter(b'"', text).count()
}

/// Behind the last newline that ends a row, with `quotes` before the end of the text; then, `quotes` before that newline.
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

/// Behind the newline that ends a row of which the beginning, with an odd number of quotes or not, stands elsewhere.
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

/// Behind the row of names, which has as many values as there are columns.
fn header_end(text: &[u8], columns: usize) -> Result<usize> {
    let mut cells = Cells { text, at: 0 };
    let mut names = 1;
    loop {
        match cells.next() {
            Ok((_, End::Comma)) => names += 1,
            Ok((_, End::Row)) if names == columns => return Ok(cells.at),
            Ok((_, End::Row)) => {
                return Err(unreadable(format!("the CSV object has {names} columns and the result {columns}")));
            }
            Err(()) => return Err(unreadable("the row of names of the CSV object is not as Athena writes it")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Comma,
    Row,
}

/// One value: between which bytes, and whether quotes in it are doubled.
enum Cell {
    Null,
    Plain(usize, usize),
    Doubled(usize, usize),
}

/// Reads values one after the other.
struct Cells<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cells<'_> {
    fn next(&mut self) -> Result<(Cell, End), ()> {
        let cell = match self.text.get(self.at) {
            Some(b'"') => self.quoted()?,
            Some(b',' | b'\n') => Cell::Null,
            _ => return Err(()),
        };
        let end = match self.text.get(self.at) {
            Some(b',') => End::Comma,
            Some(b'\n') => End::Row,
            _ => return Err(()),
        };
        self.at += 1;
        Ok((cell, end))
    }

    fn quoted(&mut self) -> Result<Cell, ()> {
        let start = self.at + 1;
        let mut from = start;
        let mut doubled = false;
        loop {
            let quote = from + memchr(b'"', self.text.get(from..).ok_or(())?).ok_or(())?;
            if self.text.get(quote + 1) != Some(&b'"') {
                self.at = quote + 1;
                return Ok(if doubled { Cell::Doubled(start, quote) } else { Cell::Plain(start, quote) });
            }
            doubled = true;
            from = quote + 2;
        }
    }
}

impl Piece {
    fn decode(self, columns: &Columns) -> Result<RecordBatch, Wrong> {
        let size: usize = self.segments.iter().map(Bytes::len).sum();
        let mut decoder = Decoder {
            builders: columns.builders(size / 64),
            columns,
            rows: 0,
            named: self.named,
            unescaped: String::new(),
        };
        // The beginning of a row that ends in a later segment, and whether so far its quotes are an odd number.
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
        filled.map_err(|error| Wrong { row: 0, error: Box::new(move |before| moved(&error, before)) })
    }
}

/// The error of a row that was counted from the beginning of its piece.
fn moved(error: &Error, before: usize) -> Error {
    match error.kind() {
        ErrorKind::Decode { column, row, reason } => {
            ErrorKind::Decode { column: column.clone(), row: row + before, reason: reason.clone() }.into()
        }
        _ => error.clone(),
    }
}

/// Fills columns from whole rows.
struct Decoder<'a> {
    columns: &'a Columns,
    builders: Vec<TextColumn>,
    rows: usize,
    named: bool,
    unescaped: String,
}

impl Decoder<'_> {
    fn decode(&mut self, rows: &[u8]) -> Result<(), Wrong> {
        let text =
            std::str::from_utf8(rows).map_err(|_| malformed(self.rows, "or one behind it is no UTF-8".to_owned()))?;
        let mut cells = Cells { text: rows, at: 0 };
        if self.named && !rows.is_empty() {
            self.named = false;
            cells.at = header_end(rows, self.columns.len())
                .map_err(|error| Wrong { row: 0, error: Box::new(move |_| error.clone()) })?;
        }
        while cells.at < rows.len() {
            for (c, builder) in self.builders.iter_mut().enumerate() {
                let Ok((cell, end)) = cells.next() else {
                    return Err(malformed(self.rows, "is not as Athena writes it".to_owned()));
                };
                if (end == End::Row) != (c + 1 == self.columns.len()) {
                    return Err(malformed(
                        self.rows,
                        format!("has not the {} values of the others", self.columns.len()),
                    ));
                }
                let value = match cell {
                    Cell::Null => None,
                    Cell::Plain(start, end) => Some(&text[start..end]),
                    Cell::Doubled(start, end) => {
                        unescape(&text[start..end], &mut self.unescaped);
                        Some(self.unescaped.as_str())
                    }
                };
                if let Err(reason) = builder.push(value) {
                    let columns = self.columns.clone();
                    let error = Box::new(move |row| columns.wrong_value(c, row, reason.clone()));
                    return Err(Wrong { row: self.rows, error });
                }
            }
            self.rows += 1;
        }
        Ok(())
    }
}

fn malformed(row: usize, what: String) -> Wrong {
    let error = move |row| ErrorKind::Unreadable { reason: format!("row {row} of the CSV object {what}") }.into();
    Wrong { row, error: Box::new(error) }
}

/// Quotes that stand twice stand for one.
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
