"""The one tree of errors a user can meet. Each says what happened and what to do about it."""

from __future__ import annotations


class TracerError(Exception):
    """Something the user can understand and act on.

    `exit_code` is what a command returns: 2 for wrong use or bad configuration, 1 for
    something refused or not found.
    """

    exit_code = 2

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(f"{what} {do}".strip())
        self.what = what
        self.do = do


class ConfigurationError(TracerError):
    """A setting is missing or wrong."""


class CancelledError(TracerError):
    """Somebody asked for long work to be stopped: what it has taken on is ended well, and no more is begun."""


class UsageError(TracerError):
    """A command was asked for something that makes no sense."""


class SeveralError(UsageError):
    """A text names several exhibits, as one reference is used in many seizures; `meant` holds their ids."""

    def __init__(self, text: str, meant: tuple[str, ...]) -> None:
        said = ", ".join(meant[:10]) + (f" and {len(meant) - 10} more" if len(meant) > 10 else "")
        super().__init__(f"{text} is an exhibit of several seizures ({said}).", "Say which by its id.")
        self.meant = meant


class NotFoundError(TracerError):
    """What was asked for is not known; `near` holds the nearest known things."""

    exit_code = 1

    def __init__(self, what: str, do: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(what, do)
        self.near = near


class InputError(TracerError):
    """A file as a whole could not be read."""

    exit_code = 1


class UnknownKindError(InputError):
    """The columns of a file do not say what kind of record it holds.

    What to say of it is asked here; whoever shows this knows how it is said there.
    """


class UnsafeInputError(InputError):
    """A file was refused because reading it could harm the machine (a bomb, an entity)."""


class IdentifierError(TracerError):
    """A text is not the identifier it was said to be. `what` is the reason."""

    exit_code = 1


class EvidenceError(TracerError):
    """Kept evidence is missing or no longer matches its SHA-256."""


class RecordsError(TracerError):
    """The records database could not do what was asked."""


class DatabaseFailedError(RecordsError):
    """The database itself failed. What it says names where the database is, which is for whoever runs it alone:
    `outside` is what anybody else is told.
    """

    @property
    def outside(self) -> RecordsError:
        """The same for whoever is not on the machine."""
        return RecordsError(
            "The records database cannot be reached.", "Try again in a minute. What was recorded is kept."
        )


class GraphError(TracerError):
    """The graph engine refused or failed."""


class GraphUnavailableError(GraphError):
    """The graph engine cannot be reached just now; nothing recorded is lost."""


class GraphHeldError(GraphError):
    """Another process holds the embedded graph."""


class GraphNotWholeError(GraphError):
    """The graph is being made anew, or was left half made: what it does not know may be recorded."""
