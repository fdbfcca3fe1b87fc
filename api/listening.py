"""Whether a server can listen as it is asked to, found out before it is begun: afterwards nobody is told in words."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from tracer.errors import ConfigurationError


def require_certificate(certificate: Path | None, key: Path | None, options: str) -> None:
    """Raises `ConfigurationError` where a certificate and its key cannot be read, or do not belong together."""
    if certificate is None or key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        what = f"{certificate} and {key} are no certificate and its key in PEM"
        raise ConfigurationError(f"{what} ({error.reason or error.strerror}).", f"Check {options}.") from error
    except OSError as error:
        unread = next((str(one) for one in (certificate, key) if not _readable(one)), f"{certificate} or {key}")
        raise ConfigurationError(f"{unread} cannot be read ({error.strerror}).", f"Check {options}.") from error


def require_free(host: str, port: int) -> None:
    """Raises `ConfigurationError` where nobody can listen on a port of a host just now."""
    try:
        for family, kind, protocol, _, place in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(place)
    except OSError as error:
        why = f"Nobody can listen on {host}:{port} ({error.strerror})."
        raise ConfigurationError(why, "Choose another --port or --host.") from error


def _readable(file: Path) -> bool:
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False
