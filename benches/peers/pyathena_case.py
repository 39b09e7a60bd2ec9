"""Read one result with PyAthena and print what it took, as one JSON line.

    python3 benches/peers/pyathena_case.py CASE ENDPOINT

`run.py` starts one process for each case, since the peak memory of a process never falls.

How PyAthena 4.2 is made to reach the server:

* boto3 reads AWS_ENDPOINT_URL, for Athena and for S3. `connect(endpoint_url=…)` is not enough: it is for the Athena
  client alone. The Polars, pandas and S3FS cursors read through the connection's boto3 client, so they need nothing
  more, and for a host that is an address boto3 writes the bucket into the path by itself.
* The Arrow cursor makes a `pyarrow.fs.S3FileSystem`, which reads no variable for its address and takes no argument from
  the cursor. Its constructor is therefore given `endpoint_override`, which also turns on the bucket in the path.
* `run.py` hides the user's own AWS settings and turns off the look for EC2's metadata, for which pyarrow would wait.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from pyathena import connect
from pyathena.connection import Connection
from pyathena.cursor import Cursor

# So that no time is spent asleep; the server has always finished by the first poll.
POLL_SECONDS = 0.01

Outcome = dict[str, float | int]


def peak_rss_mb() -> float:
    """The most memory that this process held; the kernel counts in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure(cursor: Any, sql: str, fetch: Callable[[Any], Any], count: Callable[[Any], Outcome]) -> Outcome:
    """Execute and fetch, then count outside the clock.

    A first query of one row pays for what a process does once (botocore reads its models, pyarrow and Polars are
    imported when they are needed), as imports are not part of the figure.
    """
    fetch(cursor.execute("SELECT 1"))
    start = time.perf_counter()
    result = fetch(cursor.execute(sql))
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_rss_mb": peak_rss_mb(), **count(result)}


def rows_outcome(rows: list[tuple[str | None, ...]]) -> Outcome:
    """Counts over a list of tuples."""
    messages = [row[4] for row in rows]
    return {"rows": len(rows), "nulls": messages.count(None), "empties": messages.count("")}


def polars_case(connection: Connection[Any]) -> Outcome:
    """The CSV object into a Polars DataFrame."""
    from pyathena.polars.cursor import PolarsCursor

    def count(frame: Any) -> Outcome:
        message = frame["message"]
        return {"rows": frame.height, "nulls": message.null_count(), "empties": int((message == "").sum())}

    return measure(connection.cursor(PolarsCursor), "SELECT * FROM big", PolarsCursor.as_polars, count)


def arrow_case(connection: Connection[Any]) -> Outcome:
    """The CSV object into an Arrow table."""
    from pyarrow import compute, fs
    from pyathena.arrow.cursor import ArrowCursor

    fs.S3FileSystem = partial(fs.S3FileSystem, endpoint_override=os.environ["AWS_ENDPOINT_URL"])

    def count(table: Any) -> Outcome:
        message = table["message"]
        empties = compute.sum(compute.equal(message, "")).as_py()
        return {"rows": table.num_rows, "nulls": message.null_count, "empties": empties}

    return measure(connection.cursor(ArrowCursor), "SELECT * FROM big", ArrowCursor.as_arrow, count)


def pandas_case(connection: Connection[Any]) -> Outcome:
    """The CSV object into a pandas DataFrame."""
    from pyathena.pandas.cursor import PandasCursor

    def count(frame: Any) -> Outcome:
        message = frame["message"]
        return {"rows": len(frame), "nulls": int(message.isna().sum()), "empties": int((message == "").sum())}

    return measure(connection.cursor(PandasCursor), "SELECT * FROM big", PandasCursor.as_pandas, count)


def rows_case(connection: Connection[Any]) -> Outcome:
    """The CSV object into a list of tuples."""
    from pyathena.s3fs.cursor import S3FSCursor

    return measure(connection.cursor(S3FSCursor), "SELECT * FROM big", S3FSCursor.fetchall, rows_outcome)


def api_case(connection: Connection[Any]) -> Outcome:
    """The pages of GetQueryResults into a list of tuples."""
    return measure(connection.cursor(Cursor), "SELECT * FROM api_rows", Cursor.fetchall, rows_outcome)


CASES: dict[str, Callable[[Connection[Any]], Outcome]] = {
    "polars": polars_case,
    "arrow": arrow_case,
    "pandas": pandas_case,
    "rows": rows_case,
    "api": api_case,
}


def main() -> None:
    """Run the case that the first argument names."""
    case, os.environ["AWS_ENDPOINT_URL"] = sys.argv[1:]
    connection = connect(
        region_name="us-east-1",
        s3_staging_dir="s3://res/out/",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        poll_interval=POLL_SECONDS,
    )
    print(json.dumps(CASES[case](connection)))


if __name__ == "__main__":
    main()
