//! Pages of `GetQueryResults`.

use std::collections::HashSet;

use arrow_array::RecordBatch;
use aws_sdk_athena::{
    Client,
    types::{ColumnInfo, Row},
};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::{columns::ResultColumns, task::AbortOnDropTask};
use crate::{
    athena::{
        failure::{self, unreadable},
        status::QueryStatus,
    },
    error::Result,
};

/// The maximum of `MaxResults` of
/// [GetQueryResults](https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html).
const PAGE_ROWS: i32 = 1000;

/// One page.
pub(super) struct ResultPage {
    pub(super) infos: Vec<ColumnInfo>,
    pub(super) rows: Vec<Row>,
    pub(super) update_count: Option<i64>,
    pub(super) next: Option<String>,
}

impl ResultPage {
    /// The first page, without the header row.
    pub(super) async fn first(client: &Client, status: &QueryStatus) -> Result<Self> {
        let mut page = Self::get(client, &status.id, None).await?;
        let mut seen = HashSet::new();
        // The header row is on the first page that has rows.
        while page.rows.is_empty()
            && let Some(token) = page.next.take()
        {
            if !seen.insert(token.clone()) {
                return Err(repeated_page());
            }
            let next = Self::get(client, &status.id, Some(token)).await?;
            page = Self { infos: if next.infos.is_empty() { page.infos } else { next.infos }, ..next };
        }
        if may_have_header(status) && page.rows.first().is_some_and(|row| is_header(row, &page.infos)) {
            page.rows.remove(0);
        }
        Ok(page)
    }

    async fn get(client: &Client, id: &str, token: Option<String>) -> Result<Self> {
        let answer = client
            .get_query_results()
            .query_execution_id(id)
            .max_results(PAGE_ROWS)
            .set_next_token(token)
            .send()
            .await
            .map_err(failure::request_error)?;
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

/// The result of a query begins with a header row; that of a statement about tables does not, whatever its first row holds.
fn may_have_header(status: &QueryStatus) -> bool {
    match (status.statement_type.as_deref(), status.substatement_type.as_deref()) {
        (_, Some("EXPLAIN" | "SHOW_FUNCTIONS")) => true,
        (Some("DDL" | "UTILITY"), _) => false,
        _ => true,
    }
}

fn is_header(row: &Row, infos: &[ColumnInfo]) -> bool {
    row.data().len() == infos.len()
        && row.data().iter().zip(infos).all(|(datum, info)| datum.var_char_value() == Some(info.name()))
}

/// The rows of all pages. While one page is decoded, the next is requested.
pub(super) fn batches(
    client: Client,
    status: &QueryStatus,
    first: ResultPage,
    columns: ResultColumns,
) -> BoxStream<'static, Result<RecordBatch>> {
    let pages = ResultPages {
        client,
        id: status.id.clone(),
        columns,
        seen: HashSet::new(),
        row: 0,
        next: Some(NextPage::Read(Box::new(first))),
    };
    stream::try_unfold(pages, |mut pages| async move {
        loop {
            let Some(page) = pages.advance().await? else { return Ok(None) };
            // A page without rows may be followed by others.
            if !page.rows.is_empty() {
                let batch = decode(&page.rows, &pages.columns, pages.row)?;
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
    next: Option<NextPage>,
}

enum NextPage {
    Read(Box<ResultPage>),
    Requested(AbortOnDropTask<ResultPage>),
}

impl ResultPages {
    async fn advance(&mut self) -> Result<Option<ResultPage>> {
        let page = match self.next.take() {
            None => return Ok(None),
            Some(NextPage::Read(page)) => *page,
            Some(NextPage::Requested(page)) => page.await?,
        };
        if let Some(token) = &page.next {
            if !self.seen.insert(token.clone()) {
                return Err(repeated_page());
            }
            let (client, id, token) = (self.client.clone(), self.id.clone(), token.clone());
            let next = async move { ResultPage::get(&client, &id, Some(token)).await };
            self.next = Some(NextPage::Requested(AbortOnDropTask::spawn(next)));
        }
        Ok(Some(page))
    }
}

fn repeated_page() -> crate::Error {
    unreadable("GetQueryResults returned the token of a page that has been read already")
}

fn decode(rows: &[Row], columns: &ResultColumns, first_row: usize) -> Result<RecordBatch> {
    let mut builders = columns.builders(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let at = first_row + i;
        let cells = row.data();
        if cells.len() == columns.len() {
            for (c, (builder, cell)) in builders.iter_mut().zip(cells).enumerate() {
                builder.push(cell.var_char_value()).map_err(|reason| columns.value_error(c, at, reason))?;
            }
        } else if let ([cell], true) = (cells, columns.len() > 1) {
            // DESCRIBE and SHOW TBLPROPERTIES: all columns in one string, separated by tabs.
            let mut parts = cell.var_char_value().map(|text| text.splitn(columns.len(), '\t'));
            for (c, builder) in builders.iter_mut().enumerate() {
                let part = parts.as_mut().and_then(Iterator::next).map(str::trim_end);
                builder.push(part).map_err(|reason| columns.value_error(c, at, reason))?;
            }
        } else {
            return Err(unreadable(format!("row {at} has {} values for {} columns", cells.len(), columns.len())));
        }
    }
    columns.batch(&mut builders, rows.len(), first_row)
}
