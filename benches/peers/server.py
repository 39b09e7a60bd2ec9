"""A local Athena and S3 that answers at once, so that only the reading of results is measured.

    python3 benches/peers/server.py FOLDER

The port, which the system chooses, is the first line of standard output. Every query has succeeded by the first time
one asks. `SELECT * FROM big`, `SELECT * FROM api_rows` and `SELECT 1` have results (see `data.py`); other SQL is
refused. Signatures are not read. The server must not be what is measured: rows are serialised before the port is
printed, a page is one join of bytes, and objects go from the file to the socket inside the kernel.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

import data

BUCKET = "res"
PREFIX = "out/"
# Any fixed values do: the objects never change while the server runs.
LAST_MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT"
PAGE_ROWS = 1000

Json = dict[str, Any]


class Refused(Exception):
    """An error that the client is to see, in Athena's form."""


@dataclass(frozen=True)
class Canned:
    """A result ready to be sent: the CSV object, and the rows of GetQueryResults with the header row first."""

    size: int
    file: BinaryIO
    rows: list[bytes]
    complete: bool
    metadata: bytes

    @classmethod
    def load(cls, folder: Path, result: data.Result) -> Canned:
        """Read what `data.py` wrote."""
        rows = (folder / f"{result.name}.jsonl").read_bytes().split(b"\n")[:-1]
        columns = [
            {
                "CatalogName": "hive",
                "SchemaName": "",
                "TableName": "",
                "Name": column.name,
                "Label": column.name,
                "Type": column.type,
                "Precision": column.precision,
                "Scale": 0,
                "Nullable": "UNKNOWN",
                "CaseSensitive": column.type == "varchar",
            }
            for column in result.columns
        ]
        return cls(
            size=result.bytes,
            file=(folder / f"{result.name}.csv").open("rb"),
            rows=rows,
            complete=len(rows) == result.rows + 1,
            metadata=json.dumps({"ColumnInfo": columns}).encode(),
        )

    def page(self, start: int, count: int) -> bytes:
        """The body of one GetQueryResults reply. A page that is exactly full always has a token, as in Athena."""
        rows = self.rows[start : start + count]
        if len(rows) < count and not self.complete:
            raise Refused("This server keeps only the first rows of this result: read the CSV object")
        token = b',"NextToken":"%d"' % (start + count) if len(rows) == count else b""
        joined = b",".join(rows)
        return b'{"UpdateCount":0,"ResultSet":{"Rows":[%b],"ResultSetMetadata":%b}%b}' % (joined, self.metadata, token)


class Athena:
    """The operations, over the canned results."""

    def __init__(self, canned: dict[str, Canned]) -> None:
        self.canned = canned
        self.executions: dict[str, Json] = {}
        self.operations: dict[str, Callable[[Json], bytes]] = {
            "StartQueryExecution": self.start,
            "GetQueryExecution": self.get,
            "BatchGetQueryExecution": self.batch_get,
            "GetQueryResults": self.results,
            "StopQueryExecution": lambda _: b"{}",
            "GetWorkGroup": self.work_group,
        }

    def call(self, operation: str, request: Json) -> bytes:
        """The reply's body."""
        if operation not in self.operations:
            raise Refused(f"This server does not know {operation}")
        return self.operations[operation](request)

    def result_name(self, sql: str) -> str:
        """Which result the SQL asks for."""
        found = re.search(r'\bFROM\s+(?:[\w".]+\.)?"?(big|api_rows)\b', sql, re.IGNORECASE)
        if found:
            return found[1].lower()
        if re.fullmatch(r"\s*SELECT\s+1\s*;?\s*", sql, re.IGNORECASE):
            return "one"
        raise Refused(f"This server has no result for {sql!r}")

    def start(self, request: Json) -> bytes:
        """A new execution, finished already."""
        sql = request["QueryString"]
        name = self.result_name(sql)
        query_id = str(uuid.uuid4())
        now = time.time()
        self.executions[query_id] = {
            "QueryExecutionId": query_id,
            "Query": sql.strip(),
            "StatementType": "DML",
            "SubstatementType": "SELECT",
            "ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/{PREFIX}{query_id}.csv"},
            "ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": False}},
            "QueryExecutionContext": request.get("QueryExecutionContext", {}),
            "Status": {"State": "SUCCEEDED", "SubmissionDateTime": now, "CompletionDateTime": now},
            "Statistics": {
                "EngineExecutionTimeInMillis": 1,
                "DataScannedInBytes": self.canned[name].size,
                "TotalExecutionTimeInMillis": 1,
                "QueryQueueTimeInMillis": 0,
                "ServicePreProcessingTimeInMillis": 0,
                "QueryPlanningTimeInMillis": 0,
                "ServiceProcessingTimeInMillis": 0,
                "ResultReuseInformation": {"ReusedPreviousResult": False},
            },
            "WorkGroup": request.get("WorkGroup", "primary"),
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO",
                "EffectiveEngineVersion": "Athena engine version 3",
            },
        }
        return json.dumps({"QueryExecutionId": query_id}).encode()

    def execution(self, query_id: str) -> Json:
        """What is known of a query."""
        if query_id not in self.executions:
            raise Refused(f"QueryExecution {query_id} was not found")
        return self.executions[query_id]

    def get(self, request: Json) -> bytes:
        """One execution."""
        return json.dumps({"QueryExecution": self.execution(request["QueryExecutionId"])}).encode()

    def batch_get(self, request: Json) -> bytes:
        """Several executions."""
        found = [self.execution(query_id) for query_id in request["QueryExecutionIds"]]
        return json.dumps({"QueryExecutions": found, "UnprocessedQueryExecutionIds": []}).encode()

    def results(self, request: Json) -> bytes:
        """A page of rows; the token is the number of rows that came before it."""
        name = self.result_name(self.execution(request["QueryExecutionId"])["Query"])
        return self.canned[name].page(int(request.get("NextToken", "0")), request.get("MaxResults", PAGE_ROWS))

    def work_group(self, request: Json) -> bytes:
        """A work group that lets the client decide and has a place for results."""
        configuration = {
            "ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/{PREFIX}"},
            "EnforceWorkGroupConfiguration": False,
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO",
                "EffectiveEngineVersion": "Athena engine version 3",
            },
        }
        group = {"Name": request["WorkGroup"], "State": "ENABLED", "Configuration": configuration}
        return json.dumps({"WorkGroup": group}).encode()

    def object(self, path: str) -> Canned | None:
        """The object at a path-style address."""
        found = re.fullmatch(rf"/{BUCKET}/{PREFIX}([0-9a-f-]{{36}})\.csv", path)
        if not found or found[1] not in self.executions:
            return None
        return self.canned[self.result_name(self.executions[found[1]]["Query"])]


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The first byte and the one after the last that a Range header asks for, or None without one."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header or "")
    if not found or found[1] == found[2] == "":
        return None
    if found[1] == "":
        return max(0, size - int(found[2])), size
    return int(found[1]), min(int(found[2]) + 1, size) if found[2] else size


class Handler(socketserver.StreamRequestHandler):
    """One kept-alive connection, with as much HTTP as SDKs speak: `http.server` spends more on headers alone."""

    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        """Answer requests until the client hangs up, as readers do in mid-object when they have what they need."""
        try:
            while self.one_request():
                pass
        except ConnectionError:
            pass

    def one_request(self) -> bool:
        """Answer one request; false at the end of the connection."""
        line = self.rfile.readline()
        if not line:
            return False
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers: dict[str, str] = {}
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        if method == "POST":
            self.athena(headers.get("x-amz-target", ""), body)
        else:
            self.s3(method, target.partition("?")[0], headers)
        return True

    def athena(self, target: str, body: bytes) -> None:
        """One Athena operation."""
        try:
            status, reply = HTTPStatus.OK, self.server.athena.call(target.rpartition(".")[2], json.loads(body))
        except Refused as refused:
            error = {"__type": "InvalidRequestException", "AthenaErrorCode": "INVALID_INPUT", "Message": str(refused)}
            status, reply = HTTPStatus.BAD_REQUEST, json.dumps(error).encode()
        self.wfile.write(self.head(status, len(reply), "Content-Type: application/x-amz-json-1.1") + reply)

    def s3(self, method: str, path: str, headers: dict[str, str]) -> None:
        """GET or HEAD of an object."""
        found = self.server.athena.object(path)
        if found is None:
            body = b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
            head = self.head(HTTPStatus.NOT_FOUND, len(body), "Content-Type: application/xml")
            self.wfile.write(head + (b"" if method == "HEAD" else body))
            return
        asked = byte_range(headers.get("range"), found.size)
        start, end = asked or (0, found.size)
        if start >= end:
            line = f"Content-Range: bytes */{found.size}"
            self.wfile.write(self.head(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, line))
            return
        lines = [f'ETag: "{found.size:032x}"', f"Last-Modified: {LAST_MODIFIED}", "Accept-Ranges: bytes"]
        lines.append("Content-Type: binary/octet-stream")
        if asked:
            lines.append(f"Content-Range: bytes {start}-{end - 1}/{found.size}")
        self.wfile.write(self.head(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK, end - start, *lines))
        if method != "HEAD":
            self.connection.sendfile(found.file, start, end - start)

    @staticmethod
    def head(status: HTTPStatus, length: int, *lines: str) -> bytes:
        """The status line and the headers."""
        first = (f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {length}", "x-amzn-RequestId: local")
        return "\r\n".join((*first, *lines, "", "")).encode()


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection: all the time is spent in system calls, which let the other threads run."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, athena: Athena) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.athena = athena


def main() -> None:
    """Serve until the process is ended."""
    folder = Path(sys.argv[1])
    athena = Athena({name: Canned.load(folder, result) for name, result in data.ensure(folder).items()})
    with Server(athena) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
