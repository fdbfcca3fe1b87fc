"""What a ledger meets on the network, as real servers on this machine: a witness, and a time-stamping authority."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.witnessing import application
from tracer.custody.note import Verifier
from tracer.custody.witness_service.memory import Memory
from tracer.custody.witness_service.service import WitnessService

Take = Callable[[bytes], tuple[int, bytes]]

AUTHORITY = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class RunningWitness:
    """A witness that answers at `url`, what it remembers, and the key it signs with."""

    url: str
    memory: Memory
    key: Verifier

    @property
    def address(self) -> str:
        """As `tracer custody checkpoint --witness` takes it."""
        return f"{self.url} {self.key.vkey}"


@contextmanager
def witnessing(folder: Path, *ledgers: Verifier, name: str = "witness.example/w1") -> Iterator[RunningWitness]:
    """The product's own witness, which knows these ledgers."""
    memory = Memory(folder)
    signer = memory.make_key(name)
    for key in ledgers:
        memory.add(key.vkey)
    listening = socket.create_server(("127.0.0.1", 0))
    app = application(WitnessService(signer, memory))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield RunningWitness(f"http://127.0.0.1:{listening.getsockname()[1]}", memory, signer.verifier)
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def serving(take: Take) -> Iterator[str]:
    """The address of a server that answers what is posted; a redirect leads to itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", self.path)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def time_stamping(folder: Path) -> Iterator[tuple[str, Path]]:
    """The address of an authority that stamps with `openssl ts`, and its certificate."""
    if shutil.which("openssl") is None:
        # In CI everything must be there.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No openssl to stamp with. Install it.")
    certificate = _made_authority(folder)

    def take(query: bytes) -> tuple[int, bytes]:
        asked, answer = folder / "query.tsq", folder / "answer.tsr"
        asked.write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", folder / "ts.cnf", "-queryfile", asked, "-out", answer]
        made = subprocess.run(command, capture_output=True, check=False)
        return (200, answer.read_bytes()) if made.returncode == 0 else (500, made.stderr)

    with serving(take) as url:
        yield url, certificate


def _made_authority(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Invented time stamping authority")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=9)
    )
    built = built.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = built.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "authority.key").write_bytes(key.private_bytes(*plain))
    (folder / "authority.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "serial").write_text("01\n")
    (folder / "ts.cnf").write_text(AUTHORITY.format(folder=folder))
    return folder / "authority.pem"
