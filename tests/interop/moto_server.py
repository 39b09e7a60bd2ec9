#!/usr/bin/env python3
"""Drive the command-line tool against moto's Athena: are our requests what Athena's own clients would send?

    pip install -r tests/interop/requirements.txt
    python3 tests/interop/moto_server.py --cli PATH_TO_BINARY

moto never runs SQL: it answers each execution with the next queued result. So this checks requests and the reading of
answers, not what a statement means. Three clients look at each run, and none of them is ours:

* the tool's output is compared with the result that was queued;
* boto3 asks moto what it stored: statement, database, output location, workgroup;
* botocore's model of Athena checks every request that moto recorded.

`tables drop` stands for the statements without rows. `tables create` is left out: it verifies what it made, and in
moto nothing is ever made.

Exit status: 0 all checks hold, 1 they do not, 77 moto or boto3 is not installed (the usual sign for "skipped").
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SKIPPED = 77
# The tool polls moto a few times; a hang should still end.
CLI_TIMEOUT_SECONDS = 120

Row = dict[str, Any]


# --- What is expected ------------------------------------------------------------------------------------------------

REGION = "us-east-1"
DATABASE = "default"
RESULT_BUCKET = "res"
OUTPUT_LOCATION = "s3://res/out/"
URL = f"awsathena+rest://@athena.{REGION}.amazonaws.com:443/{DATABASE}?s3_staging_dir=s3%3A%2F%2Fres%2Fout%2F"
WORKGROUP = "team_A.check-1"
NO_WORKGROUP = "no-such-workgroup"
PACKAGE_BUCKET = "my-bucket"

QUERY = ["query", "SELECT 1", "--format", "json"]
QUERY_TEXT = "SELECT 1"
PACKAGES = ["packages", PACKAGE_BUCKET, "--format", "json"]
PACKAGES_TEXT = ["sql", "packages", PACKAGE_BUCKET]  # prints the statement that PACKAGES should send
DROP = ["tables", "drop", PACKAGE_BUCKET]
DROP_TEXT = [*DROP, "--dry-run"]  # prints the statements that DROP should send after a SHOW TABLES, each with `;`

# Shown by `status ID` of a query that has ended, upper or lower case.
STATUS_SHOWS = "succeeded"
# Named on standard error for an unknown workgroup, upper or lower case.
WORKGROUP_ERROR_SHOWS = "workgroup"
CRASH_SIGNS = ["panicked at", "RUST_BACKTRACE", "stack backtrace", "Traceback"]

# moto leaves WorkGroup out when the request has none; a client may also send the default by name.
DEFAULT_WORKGROUP = (None, "primary")

SIGNED_BY = f"Credential=x/{{date}}/{REGION}/athena/aws4_request"


@dataclass(frozen=True)
class Result:
    """What moto answers one execution with: columns (name and type) and rows, as a program would hold them."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    header: bool = True

    def objects(self) -> list[Row]:
        """What the tool should print."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def wire(self) -> dict[str, Any]:
        """As Athena sends it: all values texts, no text for NULL, the names first. moto adds no header of its own."""
        header = [list(self.columns)] if self.header and self.columns else []
        data = [[{} if v is None else {"VarCharValue": str(v)} for v in row] for row in header + self.rows]
        return {
            "rows": [{"Data": row} for row in data],
            "column_info": [column_info(name, of) for name, of in self.columns.items()],
        }


def column_info(name: str, of: str) -> dict[str, Any]:
    """A column as Athena describes it."""
    precision = {"integer": 10, "bigint": 19, "varchar": 2147483647}[of]
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": of,
        "Precision": precision,
        "Scale": 0,
        "Nullable": "UNKNOWN",
        "CaseSensitive": of == "varchar",
    }


VALUES = Result(
    {"text": "varchar", "number": "integer", "large": "bigint"},
    [
        ["plain", 1, 1],
        ["Ångström, 数据集, עברית, 🧬, e\u0301, \u2028", -2147483648, 9223372036854775807],
        ["\"quotes\", 'commas'\r\n\tand \\N", 2147483647, -9223372036854775808],
        ["", 0, 9007199254740993],
        ["NULL", None, None],
        [None, None, 0],
        [" leading and trailing ", 7, None],
    ],
)
PACKAGE_ROWS = Result(
    {name: "varchar" for name in ["user", "name", "timestamp", "hash", "message"]},
    [
        ["alice", "rna-seq", "1700000000", "a" * 64, "First upload"],
        ["alice", "rna-seq", "latest", "b" * 64, "Zweite Fassung, größer 🧪"],
        ["lab_02", "assay-9_b", "1700003600", "c" * 64, None],
        ["lab_02", "assay-9_b", "latest", "d" * 64, ""],
    ],
)
NO_TABLES = Result({"tab_name": "varchar"}, header=False)
NOTHING = Result()


# --- moto ------------------------------------------------------------------------------------------------------------


class Disagreement(Exception):
    """The tool failed, or a check does not hold."""


def expect(what: str, expected: Any, found: Any) -> None:
    """Raise unless both are equal."""
    if expected != found:
        raise Disagreement(f"{what}: should be {expected!r}, and is {found!r}")


@dataclass
class Moto:
    """A running server, and boto3's client for it."""

    endpoint: str
    athena: Any
    s3: Any

    def api(self, path: str, body: Any = None, method: str = "POST") -> bytes:
        """Call moto's own API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.endpoint}/moto-api/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def start_over(self) -> None:
        """Forget everything, then make the bucket and the workgroup anew."""
        self.api("reset")
        self.s3.create_bucket(Bucket=RESULT_BUCKET)
        self.athena.create_work_group(Name=WORKGROUP, Configuration={"EnforceWorkGroupConfiguration": False})

    def queue(self, *results: Result) -> None:
        """The next executions are answered with these."""
        wire = [result.wire() for result in results]
        self.api("static/athena/query-results", {"region": REGION, "results": wire})

    @contextlib.contextmanager
    def recorded(self, requests: list[dict[str, Any]]) -> Iterator[None]:
        """Append what is asked of the server meanwhile, unless the body fails."""
        self.api("recorder/reset-recording")
        self.api("recorder/start-recording")
        try:
            yield
        finally:
            self.api("recorder/stop-recording")
        lines = self.api("recorder/download-recording", method="GET").decode().splitlines()
        requests += [entry for entry in map(json.loads, lines) if "/moto-api/" not in entry["url"]]

    def executions(self) -> list[dict[str, Any]]:
        """What moto stored, oldest first."""
        ids = self.athena.list_query_executions()["QueryExecutionIds"]
        return [self.athena.get_query_execution(QueryExecutionId=i)["QueryExecution"] for i in ids]


def isolate(scratch: Path) -> None:
    """Keep this process, and the tool with it, away from any AWS account, configuration or proxy of the user."""
    dropped = ("AWS_", "BOTO_", "MOTO_", "QUILT_ATHENA_")
    for name in [n for n in os.environ if n.startswith(dropped) or n.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(
        HOME=str(scratch),
        AWS_CONFIG_FILE=str(scratch / "config"),
        AWS_SHARED_CREDENTIALS_FILE=str(scratch / "credentials"),
        AWS_EC2_METADATA_DISABLED="true",
        AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="y",
        # moto reads it when it is imported.
        MOTO_RECORDER_FILEPATH=str(scratch / "recording"),
    )


@contextlib.contextmanager
def open_moto() -> Iterator[Moto]:
    """moto's server on a free port of 127.0.0.1. Changes the environment of this process for good."""
    with tempfile.TemporaryDirectory() as scratch:
        isolate(Path(scratch))
        import boto3
        from moto.server import ThreadedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        try:
            host, port = server.get_host_and_port()
            endpoint = f"http://{host}:{port}"
            # The tool must prefer Athena's own variable; whatever else it asks AWS for fails at once, locally.
            os.environ.update(AWS_ENDPOINT_URL_ATHENA=endpoint, AWS_ENDPOINT_URL="http://127.0.0.1:1")
            athena, s3 = (boto3.client(of, region_name=REGION, endpoint_url=endpoint) for of in ("athena", "s3"))
            yield Moto(endpoint, athena, s3)
        finally:
            server.stop()


# --- What was asked --------------------------------------------------------------------------------------------------


def check_request(entry: dict[str, Any], model: Any) -> str:
    """One recorded request against botocore's model of Athena; returns its operation."""
    from botocore.validate import ParamValidator

    headers = {name.lower(): value for name, value in entry["headers"].items()}
    expect("method", "POST", entry["method"])
    expect("content type", "application/x-amz-json-1.1", headers.get("content-type"))
    prefix, _, operation = headers.get("x-amz-target", "").partition(".")
    expect("X-Amz-Target", "AmazonAthena", prefix)
    if operation not in model.operation_names:
        raise Disagreement(f"Athena has no operation {operation!r}")
    date = headers.get("x-amz-date", "")[:8]
    if (credential := SIGNED_BY.format(date=date)) not in headers.get("authorization", ""):
        raise Disagreement(f"{operation} is not signed with {credential}: {headers.get('authorization')}")
    body = base64.b64decode(entry["body"]) if entry["body_encoded"] else entry["body"]
    parameters = json.loads(body)
    shape = model.operation_model(operation).input_shape
    if (report := ParamValidator().validate(parameters, shape)).has_errors():
        raise Disagreement(f"{operation} {parameters}:\n{report.generate_report()}")
    if operation == "StartQueryExecution" and not 32 <= len(parameters.get("ClientRequestToken", "")) <= 128:
        raise Disagreement(f"StartQueryExecution needs a ClientRequestToken of 32 to 128 characters: {parameters}")
    return operation


def check_execution(found: dict[str, Any], text: str, workgroups: tuple[str | None, ...]) -> None:
    """What moto stored of one execution, as boto3 reads it."""
    expect("Query", text, found["Query"])
    expect("QueryExecutionContext.Database", DATABASE, found.get("QueryExecutionContext", {}).get("Database"))
    location = found.get("ResultConfiguration", {}).get("OutputLocation") or ""
    if not location.startswith(OUTPUT_LOCATION):
        raise Disagreement(f"OutputLocation: should begin with {OUTPUT_LOCATION}, and is {location!r}")
    if (workgroup := found.get("WorkGroup")) not in workgroups:
        raise Disagreement(f"WorkGroup: should be {' or '.join(map(repr, workgroups))}, and is {workgroup!r}")


# --- The checks ------------------------------------------------------------------------------------------------------


@dataclass
class Check:
    """One check: the tool, a server that has forgotten the checks before, and what the tool asked of it."""

    cli: Path
    moto: Moto
    requests: list[dict[str, Any]] = field(default_factory=list)

    def attempt(self, arguments: list[str], url: str = URL) -> subprocess.CompletedProcess[bytes]:
        """Run the tool, whatever comes of it."""
        command = [str(self.cli), "--url", url, *arguments]
        with self.moto.recorded(self.requests):
            return subprocess.run(command, capture_output=True, timeout=CLI_TIMEOUT_SECONDS, check=False)

    def run(self, arguments: list[str], url: str = URL) -> str:
        """Run the tool; returns its standard output."""
        done = self.attempt(arguments, url)
        if done.returncode != 0:
            stderr = done.stderr.decode(errors="replace")
            raise Disagreement(f"{' '.join(arguments)}\nexited with {done.returncode}:\n{stderr}")
        return done.stdout.decode()

    def rows(self, arguments: list[str], url: str = URL) -> Any:
        """Run the tool; returns the JSON it prints."""
        printed = self.run(arguments, url)
        try:
            return json.loads(printed)
        except ValueError as error:
            raise Disagreement(f"{' '.join(arguments)}\nprinted no JSON: {error}\n{printed}") from error

    def operations(self) -> list[str]:
        """Check all recorded requests; returns their operations."""
        return [check_request(entry, self.moto.athena.meta.service_model) for entry in self.requests]

    def executions(self, texts: list[str], workgroups: tuple[str | None, ...] = DEFAULT_WORKGROUP) -> None:
        """moto stored exactly these statements."""
        found = self.moto.executions()
        expect("the stored statements", texts, [execution["Query"] for execution in found])
        for execution, text in zip(found, texts, strict=True):
            check_execution(execution, text, workgroups)


def query(check: Check) -> None:
    """The queued rows come out, and the statement goes in as it was given."""
    check.moto.queue(VALUES)
    expect("the rows", VALUES.objects(), check.rows(QUERY))
    check.executions([QUERY_TEXT])


def query_in_workgroup(check: Check) -> None:
    """The same through a workgroup."""
    check.moto.queue(VALUES)
    expect("the rows", VALUES.objects(), check.rows(QUERY, f"{URL}&work_group={WORKGROUP}"))
    check.executions([QUERY_TEXT], (WORKGROUP,))


def no_rows(check: Check) -> None:
    """A header alone is no row."""
    check.moto.queue(Result(VALUES.columns))
    expect("the rows", [], check.rows(QUERY))
    check.executions([QUERY_TEXT])


def status(check: Check) -> None:
    """The state of a query that the tool itself ran."""
    check.moto.queue(VALUES)
    check.run(QUERY)
    [query_id, *_] = check.moto.athena.list_query_executions()["QueryExecutionIds"]
    printed = check.run(["status", query_id])
    if STATUS_SHOWS not in printed.lower():
        raise Disagreement(f"status of a query that has ended: should show {STATUS_SHOWS!r}, and is {printed!r}")
    check.executions([QUERY_TEXT])


def stop(check: Check) -> None:
    """A query that someone else started."""
    started = check.moto.athena.start_query_execution(
        QueryString=QUERY_TEXT,
        QueryExecutionContext={"Database": DATABASE},
        ResultConfiguration={"OutputLocation": OUTPUT_LOCATION},
    )
    check.run(["stop", started["QueryExecutionId"]])
    [found] = check.moto.executions()
    expect("the state of the stopped query", "CANCELLED", found["Status"]["State"])


def packages(check: Check) -> None:
    """The rows of a bucket's packages."""
    text = check.run(PACKAGES_TEXT).strip()
    check.moto.queue(PACKAGE_ROWS)
    expect("the rows", PACKAGE_ROWS.objects(), check.rows(PACKAGES))
    check.executions([text])


def drop(check: Check) -> None:
    """Several statements without rows, behind one that lists what is there."""
    texts = [text.strip() for text in check.run(DROP_TEXT).split(";\n") if text.strip()]
    if not texts:
        raise Disagreement(f"{' '.join(DROP_TEXT)} printed no statement")
    check.moto.queue(NO_TABLES, *[NOTHING for _ in texts])
    check.run(DROP)
    listing = next((execution["Query"] for execution in check.moto.executions()), "")
    if not listing.startswith("SHOW TABLES"):
        raise Disagreement(f"the first statement should be SHOW TABLES, and is {listing!r}")
    check.executions([listing, *texts])


def unknown_workgroup(check: Check) -> None:
    """An error of the service is a message and an exit status."""
    done = check.attempt(QUERY, f"{URL}&work_group={NO_WORKGROUP}")
    stdout, stderr = done.stdout.decode(), done.stderr.decode()
    if done.returncode == 0:
        raise Disagreement(f"an unknown workgroup should fail, and the tool printed\n{stdout}")
    if done.returncode < 0:
        raise Disagreement(f"an unknown workgroup ended the tool with signal {-done.returncode}")
    expect("standard output", "", stdout)
    if WORKGROUP_ERROR_SHOWS not in stderr.lower() or any(sign in stderr for sign in CRASH_SIGNS):
        raise Disagreement(f"the error should be a message about the workgroup, and is\n{stderr}")
    check.executions([])


# Each check, and the operations it must have asked for at least.
CHECKS: dict[Callable[[Check], None], set[str]] = {
    query: {"StartQueryExecution", "GetQueryExecution", "GetQueryResults"},
    query_in_workgroup: {"StartQueryExecution", "GetQueryExecution", "GetQueryResults"},
    no_rows: {"StartQueryExecution", "GetQueryExecution", "GetQueryResults"},
    status: {"StartQueryExecution", "GetQueryExecution", "GetQueryResults"},
    stop: {"StopQueryExecution"},
    packages: {"StartQueryExecution", "GetQueryExecution", "GetQueryResults"},
    drop: {"StartQueryExecution", "GetQueryExecution"},
    unknown_workgroup: set(),
}


def failure(check: Check, what: Callable[[Check], None], needed: set[str]) -> str | None:
    """Why a check does not hold, or None."""
    try:
        check.moto.start_over()
        what(check)
        if missing := needed - set(check.operations()):
            raise Disagreement(f"never asked for {', '.join(sorted(missing))}")
    except (Disagreement, OSError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None


def run_checks(cli: Path) -> tuple[int, int]:
    """All checks, one after the other; returns the numbers of failed ones and of requests."""
    failed = requests = 0
    with open_moto() as moto:
        for what, needed in CHECKS.items():
            check = Check(cli, moto)
            reason = failure(check, what, needed)
            requests += len(check.requests)
            print(f"{what.__name__}: {'ok' if reason is None else f'FAILED: {reason}'}", flush=True)
            failed += reason is not None
    return failed, requests


def missing_clients() -> str | None:
    """Why the clients cannot be used, or None. moto itself must wait for `isolate`."""
    import importlib.util

    absent = [name for name in ("boto3", "moto", "flask") if importlib.util.find_spec(name) is None]
    return f"no module named {', '.join(absent)}" if absent else None


def main() -> int:
    parser = argparse.ArgumentParser(description="Drive the tool against moto's Athena.")
    parser.add_argument("--cli", type=Path, required=True, help="the quilt-athena binary")
    args = parser.parse_args()
    if (reason := missing_clients()) is not None:
        print(f"moto: skipped, {reason}. To run it: pip install -r tests/interop/requirements.txt")
        return SKIPPED
    failed, requests = run_checks(args.cli.resolve())
    if failed:
        print(f"moto: FAILED, {failed} of {len(CHECKS)} checks")
        return 1
    print(f"moto: {len(CHECKS)} checks hold, {requests} requests fit Athena's model")
    return 0


if __name__ == "__main__":
    sys.exit(main())
