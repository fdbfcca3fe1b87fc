"""A real mail server for the tests, which answers as it is told to."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class MailBox:
    """What the server took, and what it answers: each reply once, then it takes everything."""

    replies_to_rcpt: list[str] = field(default_factory=list)
    replies_to_data: list[str] = field(default_factory=list)
    drop_in_data: int = 0
    drop_at_quit: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's signature
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.replies_to_rcpt:
            return self.replies_to_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drop_in_data:
            self.drop_in_data -= 1
            server.transport.abort()
            return "451 gone"
        if self.replies_to_data:
            return self.replies_to_data.pop(0)
        message: Any = message_from_bytes(envelope.content or b"", policy=policy.default)
        self.taken.append(message)
        self.to += envelope.rcpt_tos
        return "250 taken"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self.drop_at_quit:
            server.transport.abort()
        return "221 bye"

    def authenticate(self, *args: Any) -> AuthResult:
        data = args[-1]
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"hush-hush")


class _AnyPort(Controller):
    """Listens where the system has room, and says where that is."""

    def _trigger_server(self) -> None:
        """Knocks at the port that it was given, which was not known before."""
        socket.create_connection(("127.0.0.1", self.bound)).close()

    @property
    def bound(self) -> int:
        server: Any = self.server
        return int(server.sockets[0].getsockname()[1])


@contextmanager
def mail_server(box: MailBox | None = None, **options: Any) -> Iterator[MailBox]:
    """A server on 127.0.0.1, ended at the end."""
    box = box or MailBox()
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, authenticator=box.authenticate, **options)
    controller.start()
    box.port = controller.bound
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for `localhost`, and the file of the authority that vouches for it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    return context, cert_file
