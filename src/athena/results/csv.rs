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
use memchr::{memchr, memrchr};

use super::{columns::Columns, object::Ranges, task::Task, unreadable};
use crate::{
    athena::session::Athena,
    error::{Error, ErrorKind, Result},
};

/// Pieces that are decoded at once.
const AT_ONCE: usize = 2;

/// Opens the object: an error here means that nothing of it was read.
pub(super) async fn open(
    athena: &Athena,
    uri: &str,
    columns: Columns,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let ranges = Ranges::open(athena.0.clients.s3.object(uri)?).await?;
    // What is not Athena's form at all (encrypted, another file) is better known before than after the first row.
    if ranges.first().contains(&b'\n') {
        header_end(ranges.first(), columns.len())?;
    }
    Ok(batches(ranges.into_stream(), columns))
}

fn batches(bytes: BoxStream<'static, Result<Bytes>>, columns: Columns) -> BoxStream<'static, Result<RecordBatch>> {
    let pieces = pieces(bytes, columns.len());
    let decoded = pieces.map(move |piece| {
        let columns = columns.clone();
        Task::compute(move || Ok(decode(&piece?, &columns)))
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

/// Whole rows, about as many as came in one range; the row of names is taken off.
fn pieces(bytes: BoxStream<'static, Result<Bytes>>, columns: usize) -> BoxStream<'static, Result<Vec<u8>>> {
    let state = (bytes, Vec::new(), true);
    stream::try_unfold(
        state,
        move |(mut bytes, mut held, mut first): (BoxStream<'_, Result<Bytes>>, Vec<u8>, bool)| async move {
            loop {
                match bytes.try_next().await? {
                    Some(more) => held.extend_from_slice(&more),
                    None if held.is_empty() => return Ok(None),
                    None => return Err(unreadable("the CSV object ends in the middle of a row")),
                }
                let Some(end) = last_row_end(&held) else { continue };
                let rest = held.split_off(end);
                let mut piece = std::mem::replace(&mut held, rest);
                if first {
                    let names = header_end(&piece, columns)?;
                    piece.drain(..names);
                    first = false;
                }
                return Ok(Some((piece, (bytes, held, first))));
            }
        },
    )
    .boxed()
}

/// Behind the last newline that ends a row. The text begins with a row.
fn last_row_end(text: &[u8]) -> Option<usize> {
    let mut quotes = text.iter().filter(|byte| **byte == b'"').count();
    let mut end = text.len();
    while let Some(newline) = memrchr(b'\n', &text[..end]) {
        quotes -= text[newline..end].iter().filter(|byte| **byte == b'"').count();
        if quotes.is_multiple_of(2) {
            return Some(newline + 1);
        }
        end = newline;
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

fn decode(piece: &[u8], columns: &Columns) -> Result<RecordBatch, Wrong> {
    let malformed = |row: usize, what: String| Wrong {
        row,
        error: Box::new(move |row| {
            ErrorKind::Unreadable { reason: format!("row {row} of the CSV object {what}") }.into()
        }),
    };
    let text = std::str::from_utf8(piece).map_err(|_| malformed(0, "or one behind it is no UTF-8".to_owned()))?;
    let mut builders = columns.builders(piece.len() / 64);
    let mut cells = Cells { text: piece, at: 0 };
    let mut unescaped = String::new();
    let mut rows = 0;
    while cells.at < piece.len() {
        for (c, builder) in builders.iter_mut().enumerate() {
            let Ok((cell, end)) = cells.next() else {
                return Err(malformed(rows, "is not as Athena writes it".to_owned()));
            };
            if (end == End::Row) != (c + 1 == columns.len()) {
                return Err(malformed(rows, format!("has not the {} values of the others", columns.len())));
            }
            let value = match cell {
                Cell::Null => None,
                Cell::Plain(start, end) => Some(&text[start..end]),
                Cell::Doubled(start, end) => {
                    unescaped.clear();
                    unescaped.extend(
                        text[start..end]
                            .split("\"\"")
                            .enumerate()
                            .flat_map(|(i, part)| [if i == 0 { "" } else { "\"" }, part]),
                    );
                    Some(unescaped.as_str())
                }
            };
            if let Err(reason) = builder.push(value) {
                let columns = columns.clone();
                return Err(Wrong {
                    row: rows,
                    error: Box::new(move |row| columns.wrong_value(c, row, reason.clone())),
                });
            }
        }
        rows += 1;
    }
    let filled = columns.batch(&mut builders, rows, 0);
    filled.map_err(|error| Wrong { row: 0, error: Box::new(move |_| error.clone()) })
}

#[cfg(test)]
mod tests;
