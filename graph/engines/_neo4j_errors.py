"""Neo4j's errors in words a user can act on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DatabaseUnavailable,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neo4j.exceptions import (
    ConfigurationError as DriverConfigurationError,
)

from tracer.errors import ConfigurationError, GraphError, GraphUnavailableError, TracerError

# The driver reports each retry of a transaction; what a user should know of it is in the error that follows.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
logging.getLogger("neo4j").propagate = False

_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_AWAY = (ServiceUnavailable, SessionExpired, TransientError, DatabaseUnavailable, OSError)


@contextmanager
def told(uri: str) -> Iterator[None]:
    """Turns the driver's errors into those of the one tree; a broken constraint is left for the writer to answer."""
    try:
        yield
    except (TracerError, ConstraintError):
        raise
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        raise _said(error, uri) from error


def check_address(uri: str) -> None:
    """Raises `ValueError` where the driver would take an address for something else or meet it only later."""
    parts = urlsplit(uri)
    if parts.scheme not in _SCHEMES:
        raise ValueError(f"it must begin with {', '.join(f'{one}://' for one in sorted(_SCHEMES))}")
    if not parts.hostname or parts.port == 0:
        raise ValueError("it names no host or port")


def _said(error: Exception, uri: str) -> TracerError:
    if isinstance(error, AuthError):
        return ConfigurationError(
            f"Neo4j at {uri} refused the user name or password.", "Check NEO4J_USERNAME and NEO4J_PASSWORD."
        )
    if isinstance(error, DriverConfigurationError | ValueError):
        return ConfigurationError(f"The address of Neo4j, {uri}, cannot be used: {error}.", "Check NEO4J_URI.")
    if isinstance(error, ClientError) and "DatabaseNotFound" in (error.code or ""):
        return ConfigurationError(f"Neo4j at {uri} has no such database.", "Check NEO4J_DATABASE.")
    if isinstance(error, _AWAY):
        return GraphUnavailableError(
            f"Neo4j at {uri} cannot be reached just now ({_first_line(error)}).",
            "See that it runs and that NEO4J_URI is right; nothing recorded is lost.",
        )
    return GraphError(f"Neo4j refused: {_first_line(error)}.", "Nothing of this step was written.")


def _first_line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0].partition(" (resolved")[0].rstrip(".:")[:300]
