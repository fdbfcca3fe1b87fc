"""Where checkpoints are kept outside the ledger, so that a roll-back shows. One file per kind of witness."""

from __future__ import annotations

from functools import cache

from tracer.custody.note import Verifier
from tracer.custody.witnesses._base import Witness, WitnessError, WitnessRefusedError
from tracer.errors import ConfigurationError
from tracer.registry import modules_in

__all__ = ["Witness", "WitnessError", "WitnessRefusedError", "witness_at"]


def witness_at(address: str, ledger_keys: tuple[Verifier, ...]) -> Witness:
    """The witness at an address such as `folder:/mnt/share` or `https://witness.example/ VKEY`.

    Raises ConfigurationError for any other.
    """
    scheme = address.partition(":")[0]
    if scheme not in _kinds():
        raise ConfigurationError(
            f"{address!r} is not the address of a witness.", f"Begin it with one of: {', '.join(_kinds())}."
        )
    return _kinds()[scheme].at(address, ledger_keys)


@cache
def _kinds() -> dict[str, type[Witness]]:
    found = [value for module in modules_in(__name__) for value in vars(module).values() if isinstance(value, type)]
    kinds = [value for value in found if issubclass(value, Witness) and value is not Witness]
    return {scheme: kind for kind in kinds for scheme in kind.schemes}
