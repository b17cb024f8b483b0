"""A small HTTP front for chDB, ClickHouse's query engine as a library, for tests alone.

The engine is the real one. The front is not ClickHouse's server: one account, one query at a time, no sessions, requests are not
compressed, answers only in form, and read-only only as far as a GET with anything but a query is refused. Arguments: port, folder of the data, user, password.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from chdb.session import Session

from clickhouse_blocks import blocks

port, folder, user, password = sys.argv[1:5]
session = Session(folder)
lock = Lock()
reading = re.compile(r"\s*(select|with|show|describe|desc|exists|explain)\b", re.IGNORECASE)


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.run(b"")

    def do_POST(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            self.run(self.chunks())
        else:
            self.run(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def chunks(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def run(self, body):
        url = urlsplit(self.path)
        if url.path == "/ping":
            return self.answer(200, b"Ok.\n")
        words = dict(parse_qsl(url.query, keep_blank_values=True))
        given = self.headers.get("X-ClickHouse-User", words.get("user", "default"))
        key = self.headers.get("X-ClickHouse-Key", words.get("password", ""))
        if (given, key) != (user, password) and not self.knows_basic():
            text = f"Code: 516. DB::Exception: {given}: Authentication failed. (AUTHENTICATION_FAILED)\n"
            return self.answer(403, text.encode(), {"X-ClickHouse-Exception-Code": "516"})
        sql = "\n".join(part for part in (words.get("query", ""), body.decode("utf-8", "surrogateescape")) if part)
        if self.command == "GET" and not reading.match(sql):
            text = "Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)\n"
            return self.answer(500, text.encode(), {"X-ClickHouse-Exception-Code": "164"})
        parameters = {name[6:]: value for name, value in words.items() if name.startswith("param_")}
        database = words.get("database") or self.headers.get("X-ClickHouse-Database") or "default"
        form = words.get("default_format") or self.headers.get("X-ClickHouse-Format") or "TabSeparated"
        try:
            with lock:
                # One session serves all: each request says anew where it is, as a client of the server does.
                session.query(f"USE `{database}`")
                result = session.query(sql, form, params=parameters).bytes()
        except Exception as error:
            text = str(error)
            found = re.search(r"Code: (\d+)\.", text)
            code = found.group(1) if found else "1000"
            status = 404 if code in ("60", "81") else 500
            return self.answer(status, (text + "\n").encode(), {"X-ClickHouse-Exception-Code": code})
        summary = json.dumps({"read_rows": "0", "written_rows": "0", "result_rows": "0"})
        if words.get("compress") in ("1", "true"):
            result = blocks(result)
        self.answer(200, result, {"X-ClickHouse-Format": form, "X-ClickHouse-Summary": summary})

    def knows_basic(self):
        import base64

        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        return kind == "Basic" and base64.b64decode(value).decode() == f"{user}:{password}"

    def answer(self, status, body, headers=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Server-Display-Name", "chdb")
        self.send_header("X-ClickHouse-Timezone", "UTC")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(port)), Front).serve_forever()
