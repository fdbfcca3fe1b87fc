"""The content policy of a map: only the scripts and styles that it holds may run, by their hashes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import unescape


def content_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """A Content-Security-Policy under which only these scripts and styles run, and nothing is fetched."""
    allowed = {"script-src": _hashes(scripts), "style-src": _hashes(styles), "img-src": "data:"}
    rules = "; ".join(f"{name} {value}" for name, value in allowed.items())
    return f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'"


def policy_of(document: str) -> str:
    """The policy that a document of this kind holds, to be sent as a header as well where it is served."""
    return unescape(document.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0])


def _hashes(texts: Sequence[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
