"""HTTP/2 over TLS: one connection for many pages; the name that is checked is the URL's, the address the judged one."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extract.errors import FetchError
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for a name, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "certificate.pem", folder / "key.pem"
    certificate_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    return certificate_path, key_path


class Http2Server:
    """Answers every request over HTTP/2 with its path."""

    def __init__(self, certificate_path: Path, key_path: Path) -> None:
        self.connections = 0
        self.authorities: list[str] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate_path, key_path)
        self._context.set_alpn_protocols(["h2"])
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        # shutdown wakes the accept that waits in the other thread; close alone does not
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(raw, server_side=True) as stream:
                    self.connections += 1
                    self._converse(stream)
            except ssl.SSLError:
                continue  # a client that does not trust us

    def _converse(self, stream: ssl.SSLSocket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        while data := stream.recv(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    headers = {bytes(k).decode(): bytes(v).decode() for k, v in event.headers}
                    self.authorities.append(headers[":authority"])
                    connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                    connection.send_data(event.stream_id, headers[":path"].encode(), end_stream=True)
            stream.sendall(connection.data_to_send())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Http2Server]:
    running = Http2Server(*certificate(tmp_path, "localhost"))
    yield running
    running.close()


async def test_many_pages_come_over_one_http2_connection(server, tmp_path):
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    policy = FetchPolicy(
        host_delay_seconds=0, obey_robots=False, allow_hosts=frozenset({f"localhost:{server.port}"})
    )  # fmt: skip
    async with Fetcher(policy, ssl_context=trusting) as fetcher:
        for number in range(5):
            answer = await fetcher.get(f"https://localhost:{server.port}/{number}")
            assert (answer.http_version, answer.body) == ("HTTP/2", f"/{number}".encode())
    assert server.connections == 1
    assert server.authorities == [f"localhost:{server.port}"] * 5


async def test_a_certificate_nobody_vouches_for_is_an_error(server):
    allowed = frozenset({f"localhost:{server.port}"})
    policy = FetchPolicy(host_delay_seconds=0, obey_robots=False, backoff_seconds=0.01, allow_hosts=allowed)
    async with Fetcher(policy) as fetcher:
        with pytest.raises(FetchError, match="no connection"):
            await fetcher.get(f"https://localhost:{server.port}/")
    assert server.authorities == []
