//! Pages of `GetQueryResults`.

use std::collections::{HashSet, VecDeque};

use arrow_array::RecordBatch;
use aws_sdk_athena::{
    Client,
    types::{ColumnInfo, Datum, Row},
};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::{
    columns::{self, ResultColumns},
    task::AbortOnDropTask,
};
use crate::{
    athena::{
        failure::{self, unreadable},
        status::QueryStatus,
    },
    error::Result,
    statement::Statement,
};

/// The maximum of `MaxResults` of
/// [GetQueryResults](https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html).
const PAGE_ROWS: i32 = 1000;

/// One page.
#[derive(Default)]
struct ResultPage {
    infos: Vec<ColumnInfo>,
    rows: Vec<Row>,
    update_count: Option<i64>,
    next: Option<String>,
}

impl ResultPage {
    async fn get(client: &Client, id: &str, token: Option<String>) -> Result<Self> {
        let request = client.get_query_results().query_execution_id(id).max_results(PAGE_ROWS).set_next_token(token);
        let answer = request.send().await.map_err(failure::request_error)?;
        let (update_count, next) = (answer.update_count, answer.next_token);
        let (rows, metadata) = answer.result_set.map(|set| (set.rows, set.result_set_metadata)).unwrap_or_default();
        Ok(Self {
            infos: metadata.and_then(|metadata| metadata.column_info).unwrap_or_default(),
            rows: rows.unwrap_or_default(),
            update_count,
            next: next.filter(|token| !token.is_empty()),
        })
    }
}

/// The pages that are read before the first batch is asked for, without the header row.
pub(super) struct FirstPages {
    pub(super) infos: Vec<ColumnInfo>,
    pub(super) update_count: Option<i64>,
    pages: VecDeque<ResultPage>,
    seen: HashSet<String>,
}

impl FirstPages {
    /// Pages up to the first one that has rows; and more, while more rows can show more of the columns.
    pub(super) async fn read(client: &Client, statement: &Statement, status: &QueryStatus) -> Result<Self> {
        let mut first = Self { infos: Vec::new(), update_count: None, pages: VecDeque::new(), seen: HashSet::new() };
        let (mut token, mut begun) = (None, false);
        loop {
            let mut page = ResultPage::get(client, &status.id, token).await?;
            if first.infos.is_empty() {
                first.infos = std::mem::take(&mut page.infos);
            }
            first.update_count = first.update_count.or(page.update_count);
            // The header row is on the first page that has rows.
            if !begun && !page.rows.is_empty() {
                begun = true;
                if may_have_header(status) && is_header(&page.rows[0], &first.infos) {
                    page.rows.remove(0);
                }
            }
            token = page.next.clone();
            first.pages.push_back(page);
            let Some(next) = &token else { return Ok(first) };
            if begun && !columns::can_show_more(&first.infos, statement.type_hints(), first.rows()) {
                return Ok(first);
            }
            if !first.seen.insert(next.clone()) {
                return Err(repeated_page());
            }
        }
    }

    /// Their rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> + Clone {
        self.pages.iter().flat_map(|page| &page.rows)
    }

    /// Whether these are all pages of the result.
    pub(super) fn are_all(&self) -> bool {
        self.pages.back().is_none_or(|page| page.next.is_none())
    }
}

/// The result of a query begins with a header row; that of a statement about tables does not, whatever its first row holds.
fn may_have_header(status: &QueryStatus) -> bool {
    match (status.statement_type.as_deref(), status.substatement_type.as_deref()) {
        (_, Some("EXPLAIN" | "SHOW_FUNCTIONS")) => true,
        (Some("DDL" | "UTILITY"), _) => false,
        _ => true,
    }
}

fn is_header(row: &Row, infos: &[ColumnInfo]) -> bool {
    !infos.is_empty()
        && row.data().len() == infos.len()
        && row.data().iter().zip(infos).all(|(datum, info)| datum.var_char_value() == Some(info.name()))
}

/// The rows of all pages. While one page is decoded, the next is requested.
pub(super) fn batches(
    client: Client,
    status: &QueryStatus,
    first: FirstPages,
    columns: ResultColumns,
) -> BoxStream<'static, Result<RecordBatch>> {
    let shape = match status.is_query() && !first.infos.is_empty() {
        true => RowShape::AsDescribed,
        false => RowShape::Any,
    };
    let pages = ResultPages {
        client,
        id: status.id.clone(),
        columns,
        seen: first.seen,
        row: 0,
        read: first.pages,
        requested: None,
        shape,
    };
    stream::try_unfold(pages, |mut pages| async move {
        loop {
            let Some(page) = pages.advance().await? else { return Ok(None) };
            // A page without rows may be followed by others.
            if !page.rows.is_empty() {
                let batch = decode(&page.rows, &pages.columns, pages.row, pages.shape)?;
                pages.row += page.rows.len();
                return Ok(Some((batch, pages)));
            }
        }
    })
    .boxed()
}

struct ResultPages {
    client: Client,
    id: String,
    columns: ResultColumns,
    seen: HashSet<String>,
    /// Rows before the next page.
    row: usize,
    /// Pages that were read before.
    read: VecDeque<ResultPage>,
    requested: Option<AbortOnDropTask<ResultPage>>,
    shape: RowShape,
}

impl ResultPages {
    async fn advance(&mut self) -> Result<Option<ResultPage>> {
        let page = match (self.read.pop_front(), self.requested.take()) {
            (Some(page), _) => page,
            (None, Some(requested)) => requested.await?,
            (None, None) => return Ok(None),
        };
        if let Some(token) = page.next.as_ref().filter(|_| self.read.is_empty()) {
            if !self.seen.insert(token.clone()) {
                return Err(repeated_page());
            }
            let (client, id, token) = (self.client.clone(), self.id.clone(), token.clone());
            let next = async move { ResultPage::get(&client, &id, Some(token)).await };
            self.requested = Some(AbortOnDropTask::spawn(next));
        }
        Ok(Some(page))
    }
}

fn repeated_page() -> crate::Error {
    unreadable("GetQueryResults returned the token of a page that has been read already")
}

/// What the rows of a result look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowShape {
    /// Those of a query: as many values as there are columns.
    AsDescribed,
    /// Those of a statement about tables, which has run whatever its output looks like; those that no column describes.
    Any,
}

fn decode(rows: &[Row], columns: &ResultColumns, first_row: usize, shape: RowShape) -> Result<RecordBatch> {
    let mut builders = columns.builders(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let at = first_row + i;
        let cells = row.data();
        if cells.len() == columns.len() {
            for (c, (builder, cell)) in builders.iter_mut().zip(cells).enumerate() {
                builder.push(cell.var_char_value()).map_err(|reason| columns.value_error(c, at, reason))?;
            }
            continue;
        }
        let Some(values) = fitted(cells, columns.len(), shape) else {
            return Err(unreadable(format!("row {at} has {} values for {} columns", cells.len(), columns.len())));
        };
        for (c, (builder, value)) in builders.iter_mut().zip(values).enumerate() {
            builder.push(value.as_deref()).map_err(|reason| columns.value_error(c, at, reason))?;
        }
    }
    columns.batch(&mut builders, rows.len(), first_row)
}

/// The values of a row that has another number of them than there are columns.
fn fitted(cells: &[Datum], columns: usize, shape: RowShape) -> Option<Vec<Option<String>>> {
    let texts: Vec<Option<&str>> = cells.iter().map(Datum::var_char_value).collect();
    let mut values: Vec<Option<String>> = match (texts.as_slice(), shape) {
        // DESCRIBE and SHOW TBLPROPERTIES: all columns in one string, separated by tabs.
        ([text], _) if columns > 1 => {
            let parts = text.iter().flat_map(|text| text.splitn(columns, '\t'));
            parts.map(|part| Some(part.trim_end().to_owned())).collect()
        }
        (_, RowShape::AsDescribed) => return None,
        // The last column takes what is left, as a line of the text file has it.
        (texts, RowShape::Any) => {
            let (own, rest) = texts.split_at(texts.len().min(columns.saturating_sub(1)));
            let rest = rest
                .iter()
                .any(Option::is_some)
                .then(|| rest.iter().map(|text| text.unwrap_or_default()).collect::<Vec<_>>().join("\t"));
            own.iter().map(|text| text.map(str::to_owned)).chain([rest]).collect()
        }
    };
    values.resize(columns, None);
    Some(values)
}
