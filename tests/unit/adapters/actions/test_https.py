"""Downloads stay at one host and within their limits."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from modelkeep.adapters.actions.https import Https
from modelkeep.core.errors import ConnectionFailedError, UsageError


class Pages(BaseHTTPRequestHandler):
    """`/ok` answers, `/away` redirects to another host, `/back` to this one, the rest is not there."""

    def do_GET(self) -> None:  # the server's word
        """Answer."""
        if self.path in ("/away", "/back"):
            self.send_response(302)
            self.send_header("Location", "https://elsewhere.example/ok" if self.path == "/away" else "/ok")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"facts" if self.path == "/ok" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the server's word
        """Nothing."""


class Listening(ThreadingHTTPServer):
    """Greets in the connection's own thread, so that one that fails is closed like any other."""

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, object]:
        """A connection over which nobody has greeted yet."""
        plain, address = self.socket.accept()
        return self.serving.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that turns away is what some tests are about."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ssl.SSLContext]]:
    """A host that speaks https, and a context that trusts it."""
    certificate = certify(tmp_path_factory.mktemp("tls"))
    listening = Listening(("127.0.0.1", 0), Pages)
    listening.serving.load_cert_chain(certificate)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listening.server_port}", ssl.create_default_context(cafile=certificate)
    listening.shutdown()
    listening.server_close()
    thread.join()


def certify(folder: Path) -> Path:
    """A certificate of this machine with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "test.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_page(server: tuple[str, ssl.SSLContext]) -> None:
    url, context = server
    assert Https(url, largest=5, context=context).get(f"{url}/ok") == b"facts"


@pytest.mark.parametrize("path", ["/away", "/back", "/nothing"])
def test_what_is_not_answered_or_answered_elsewhere(server: tuple[str, ssl.SSLContext], path: str) -> None:
    url, context = server
    with pytest.raises(ConnectionFailedError, match="was not answered: HTTP Error") as error:
        Https(url, largest=100, context=context).get(f"{url}{path}")
    assert "--from" in error.value.remedy


def test_a_page_that_is_too_large(server: tuple[str, ssl.SSLContext]) -> None:
    url, context = server
    with pytest.raises(ConnectionFailedError, match="larger than 4 bytes"):
        Https(url, largest=4, context=context).get(f"{url}/ok")


def test_a_host_that_nobody_vouches_for(server: tuple[str, ssl.SSLContext]) -> None:
    url, _ = server
    with pytest.raises(ConnectionFailedError, match="CERTIFICATE_VERIFY_FAILED"):
        Https(url, largest=100).get(f"{url}/ok")


@pytest.mark.parametrize("url", ["https://other.example/ok", "http://{host}/ok", "file:///etc/hostname"])
def test_another_place_is_not_asked(server: tuple[str, ssl.SSLContext], url: str) -> None:
    home, context = server
    asked = url.replace("{host}", home.removeprefix("https://"))
    with pytest.raises(ConnectionFailedError, match="was not fetched"):
        Https(home, largest=100, context=context).get(asked)


@pytest.mark.parametrize("url", ["http://a.example/", "ftp://a.example/", "https://", "https://me:secret@a.example/"])
def test_only_https_without_a_user(url: str) -> None:
    with pytest.raises(UsageError) as error:
        Https(url, largest=100)
    assert "https://" in error.value.remedy
