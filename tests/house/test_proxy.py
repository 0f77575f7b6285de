"""The example of a proxy, deploy/nginx/vardtrad.conf, in a real nginx before the real pages: slow and greedy clients.

Only what names a machine is changed: ports, host, certificate and the log's place; and the number of connections, so
that a test can come above it.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tests.database import ROOT, Copy
from tests.house.test_serving import HALF, answers, free_port
from tests.house.test_upgrade import begun
from vardtrad.config.serving import HEAD_SECONDS

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONNECTIONS = 60
pytestmark = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None, reason="nginx or openssl is not on this machine"
)


@dataclass(frozen=True)
class Proxy:
    """The ports of nginx, and the log of the pages behind it."""

    plain: int
    tls: int
    log: Path

    def connection(self) -> ssl.SSLSocket:
        """A connection over TLS; the certificate is the test's own."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return trusting.wrap_socket(socket.create_connection(("127.0.0.1", self.tls), timeout=30))

    def get(self, path: str, *, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """The answer to a request."""
        words = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        line = self.connection()
        line.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{words}\r\n".encode())
        answer = http.client.HTTPResponse(line, method=method)
        answer.begin()
        answer.read()
        line.close()
        return answer


def configuration(folder: Path, changes: dict[str, str], beside: str = "") -> str:
    """A whole nginx.conf around the example and what stands beside it, with what names a machine changed."""
    example = (ROOT / "deploy" / "nginx" / "vardtrad.conf").read_text("utf-8") + beside
    example = "".join(line for line in example.splitlines(keepends=True) if "listen [::]" not in line)
    for before, after in changes.items():
        assert before in example, before
        example = example.replace(before, after)
    places = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\nworker_processes 1;\npid {folder / 'pid'};\nerror_log {folder / 'error'} crit;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n{places}{example}\n}}\n"
    )


def certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def proxy(fresh_database: Callable[[], Copy], tmp_path: Path) -> Iterator[Proxy]:
    pages, live, plain, tls = (free_port() for _ in range(4))
    certificate(tmp_path)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{pages};",
        "server 127.0.0.1:8001;": f"server 127.0.0.1:{live};",
        "vardtrad.region.example": "localhost",
        "/etc/ssl/vardtrad/fullchain.pem": str(tmp_path / "cert.pem"),
        "/etc/ssl/vardtrad/privkey.pem": str(tmp_path / "key.pem"),
        "/run/vardtrad-uploads": str(tmp_path / "uploads"),
        "/var/log/nginx/vardtrad.log": str(tmp_path / "error"),
        "limit_conn vardtrad_pages 200;": f"limit_conn vardtrad_pages {CONNECTIONS};",
    }
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, changes), "utf-8")
    given = {
        **fresh_database().environment,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_PUBLIC_URL": f"https://localhost:{tls}",
        "VARDTRAD_METRICS_FOLDER": str(tmp_path / "counted"),
    }
    log = tmp_path / "serve.log"
    served, living = begun(given, "serve", "--port", str(pages)), begun(given, "live", "--port", str(live))
    nginx = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error")])
    try:
        for port, path in ((pages, "/healthz"), (live, "/live/healthz")):
            while not answers_at(port, path):
                assert served.poll() is None, served.communicate()
                assert living.poll() is None, living.communicate()
        while not (tmp_path / "pid").exists():
            assert nginx.poll() is None, (tmp_path / "error").read_text()
        yield Proxy(plain, tls, log)
    finally:
        for process in (nginx, served, living):
            process.terminate()
        nginx.wait(20)
        log.write_text(served.communicate(timeout=30)[0])
        living.communicate(timeout=30)
    counted = CollectorRegistry()
    MultiProcessCollector(counted, path=str(tmp_path / "counted"))
    told = generate_latest(counted).decode()
    assert "vardtrad_http_requests_total" in told
    assert "vardtrad_http_turned_away_total{" not in told, "a slow sender has reached the pages"
    assert "Traceback" not in log.read_text()


def answers_at(port: int, path: str) -> bool:
    if path == "/healthz":
        return answers(port)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError):
        line.request("GET", path)
        return line.getresponse().status == 200
    return False


def test_the_pages_and_the_live_process_are_reached_over_tls_only(proxy: Proxy) -> None:
    page = proxy.get("/")
    assert page.status == 200
    # The pages know that the visitor came over TLS.
    assert "max-age" in page.headers["Strict-Transport-Security"]
    assert page.headers["Server"] == "nginx"
    assert proxy.get("/live/healthz").status == 200
    assert proxy.get("/readyz").status == 200
    line = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    line.request("GET", "/personal/", headers={"Host": "localhost"})
    moved = line.getresponse()
    assert (moved.status, moved.headers["Location"]) == (308, "https://localhost/personal/")


def test_the_proxy_lets_go_of_idle_connections_before_the_pages_do() -> None:
    example = (ROOT / "deploy" / "nginx" / "vardtrad.conf").read_text("utf-8")
    upstream = example.partition("upstream vardtrad_pages {")[2].partition("}")[0]
    (seconds,) = re.findall(r"keepalive_timeout (\d+)s;", upstream)
    assert int(seconds) + 3 < HEAD_SECONDS


def test_a_body_far_beyond_the_largest_file_is_turned_away_unread(proxy: Proxy) -> None:
    assert proxy.get("/sprak", method="POST", Content_Length="120000000").status == 413
    # The pages themselves answer kindly what is only somewhat too large.
    assert proxy.get("/sprak", method="POST", Content_Length="0").status == 403


def test_slow_senders_cost_the_pages_nothing_and_are_cut_off(proxy: Proxy) -> None:
    """Half heads, half bodies, and one that goes on with a byte now and then; none of them reaches the pages."""
    begun_at = time.monotonic()
    heads, bodies = ([proxy.connection() for _ in range(20)] for _ in range(2))
    for head in heads:
        head.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Sl")
    for body in bodies:
        body.sendall(HALF)
    trickle = bodies[0]
    while time.monotonic() - begun_at < 9:
        assert proxy.get("/").status == 200
        trickle.sendall(b"x")
        time.sleep(0.5)
    for slow in (*heads, *bodies[1:]):
        slow.settimeout(20)
        answer = b""
        with suppress(ConnectionResetError):
            while part := slow.recv(1000):
                answer += part
        assert not answer or answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun_at < 30
    assert proxy.get("/").status == 200
    trickle.close()


def test_an_address_with_too_many_requests_at_once_is_held_back_until_they_are_over(proxy: Proxy) -> None:
    bodies = [proxy.connection() for _ in range(CONNECTIONS)]
    for body in bodies:
        body.sendall(HALF)
    deadline = time.monotonic() + 20
    while proxy.get("/").status != 429:  # nginx has read all the heads
        assert time.monotonic() < deadline
    assert proxy.get("/live/healthz").status == 200
    for body in bodies:
        body.close()
    while proxy.get("/").status != 200:
        assert time.monotonic() < deadline
