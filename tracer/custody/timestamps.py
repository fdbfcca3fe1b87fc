"""RFC 3161 time stamps over a signed checkpoint: asked of an authority, and checked against its certificate.

Only this module needs `rfc3161-client`, and only when it is called.
"""

from __future__ import annotations

import hashlib
import http.client
import importlib.util
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509

from tracer.errors import ConfigurationError, TracerError

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

LARGEST_REPLY = 1_000_000
SECONDS_TO_WAIT = 30
_NO_CHAIN = "certificate verify error"
"""What OpenSSL says of a signer whose certificate leads to none that is trusted."""


class TimestampError(TracerError):
    """A time stamp is not what it should be, or none could be had."""

    exit_code = 1


def available() -> bool:
    """Whether time stamps can be made and checked here."""
    return importlib.util.find_spec("rfc3161_client") is not None


def ask(url: str, checkpoint: bytes) -> bytes:
    """The authority's reply (DER) for the exact bytes of a signed checkpoint; raises TimestampError without one."""
    _require_available()
    from rfc3161_client import TimestampRequestBuilder

    request = TimestampRequestBuilder().data(checkpoint).cert_request(cert_request=True).build()
    reply = _post(url, request.as_bytes())
    try:
        _stamped(reply, checkpoint)
    except TimestampError as error:
        raise TimestampError(f"What {url} answered is no time stamp. {error.what}", error.do) from None
    return reply


def verify(reply: bytes, checkpoint: bytes, authorities: Sequence[bytes]) -> datetime:
    """When an authority saw the checkpoint, in UTC.

    `authorities` are PEM certificates: at least one root, and any intermediate ones. Raises TimestampError unless the
    reply is over exactly these bytes, leads to one of them, and its signature is good.
    """
    _require_available()
    from rfc3161_client import VerificationError, VerifierBuilder

    builder = VerifierBuilder()
    for certificate in _certificates(authorities):
        builder = builder.add_root_certificate(certificate)
    response = _stamped(reply, checkpoint)
    try:
        builder.build().verify_message(response, checkpoint)
    except (VerificationError, ValueError) as error:
        if _NO_CHAIN in str(error):
            raise TimestampError(
                "It leads to none of the authorities that were given.", "Give its authority's certificate as well."
            ) from None
        raise TimestampError("Its signature is not good.", "Ask the authority for another.") from error
    return response.tst_info.gen_time.astimezone(UTC)


def _require_available() -> None:
    if not available():
        raise ConfigurationError("Time stamps need the package rfc3161-client.", "Install it, or go without them.")


def _certificates(authorities: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        return list({c: None for pem in authorities for c in x509.load_pem_x509_certificates(pem)})
    except ValueError:
        raise ConfigurationError("The authority's certificate is not PEM.", "Convert it with openssl x509.") from None


def _post(url: str, body: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(f"{url!r} is not the address of a time-stamping authority.", "Begin it with https://.")
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_WAIT) as reply:  # noqa: S310
            data: bytes = reply.read(LARGEST_REPLY)
            return data
    except (OSError, http.client.HTTPException) as error:
        raise TimestampError(f"No time stamp could be had from {url}: {error}.", "Try again later.") from None


def _stamped(reply: bytes, checkpoint: bytes) -> TimeStampResponse:
    """The reply, unless it is an error or about something else; trust in its signer is for `verify`."""
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(reply)
        stamped = response.tst_info.message_imprint.message if response.status == 0 else b""
    except ValueError as error:
        raise TimestampError("It cannot be read.", "Ask the authority why, or use another.") from error
    if stamped not in {hashlib.new(name, checkpoint).digest() for name in ("sha256", "sha384", "sha512")}:
        raise TimestampError("It is not over the checkpoint.", "Ask the authority why, or use another.")
    return response
