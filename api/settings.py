"""Settings, from the environment alone; secrets also from files named by `…_FILE`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from api.access import Role
from tracer.channels import Delivery, Smtp
from tracer.errors import ConfigurationError
from tracer.recovery.deadlines import VICTIMS_CODE, Interval, read_intervals
from tracer.recovery.texts import Force

_PAGE = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[a-z0-9-]+)*/?")
"""An address without a query or a fragment: it can sign nobody in."""

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """How to reach a Neo4j server."""

    uri: str
    username: str
    database: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """An identity provider (OpenID Connect) and what this installation is to it.

    `roles_claim` names the claim that holds somebody's groups, and `roles` which of our roles each group is; without
    them an administrator says who is what here.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles_claim: str = ""
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `neo4j` is None for the embedded engine; `graph_patience_s` is in seconds.

    `force` is the one this installation belongs to; `public_url` the address under which people open its pages;
    `delivery` and `letterhead` how notices to owners go out and who signs them, `notice_intervals` by when.
    `largest_upload` is the most bytes of files that one request may bring.
    `custody_origin` is the custody ledger's name for ever, as the force publishes it;
    `custody_signer` the address of the process that holds its key, where that is not in a file here.
    """

    home: Path
    records_url: str = field(repr=False)
    neo4j: Neo4jSettings | None
    data_key_file: Path
    street_map: Path | None
    graph_patience_s: float
    custody_origin: str = "custody.localhost/ledger"
    custody_signer: str | None = None
    force: str = ""
    public_url: str = "http://127.0.0.1:8000"
    delivery: Delivery = field(default_factory=Delivery)
    letterhead: Force = field(default_factory=Force)
    notice_intervals: tuple[Interval, ...] = VICTIMS_CODE
    oidc: OidcSettings | None = None
    largest_upload: int = 8 << 30

    @property
    def oidc_issuer(self) -> str:
        """The identity provider's name, empty where there is none."""
        return "" if self.oidc is None else self.oidc.issuer

    @property
    def secure(self) -> bool:
        """Whether people reach the pages over HTTPS: their cookies are then kept to it."""
        return self.public_url.startswith("https://")

    @property
    def custody_keys(self) -> Path:
        """The folder of the keys that sign checkpoints."""
        return self.home / "keys" / "custody"

    @property
    def evidence(self) -> Path:
        """Where the bytes of loaded files are kept."""
        return self.home / "evidence"

    @property
    def embedded_graph(self) -> Path:
        """The file of the embedded engine."""
        return self.home / "graph.lbug"

    @property
    def graph_name(self) -> str:
        """What the graph of this engine and address is called among others of the same records."""
        if self.neo4j is None:
            return "embedded"
        address = f"{self.neo4j.uri} {self.neo4j.database}"
        return f"neo4j-{sha256(address.encode()).hexdigest()[:12]}"

    @property
    def clearing(self) -> Path:
        """Stands there while the graph of this engine and address is being emptied."""
        return self.home / f"{self.graph_name}.clearing"

    @property
    def incoming(self) -> Path:
        """Where files that were sent stand until they are loaded."""
        return self.home / "incoming"

    @property
    def spool(self) -> Path:
        """Where plain copies stand while they are being read."""
        return self.home / "spool"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings an environment gives. Raises `ConfigurationError` that names the setting."""
    env = os.environ if environment is None else environment
    home = Path(env.get("TRACER_HOME") or ".tracer").absolute()
    street_map = env.get("TRACER_STREET_MAP")
    return Settings(
        home=home,
        records_url=_secret(env, "TRACER_RECORDS_URL") or f"sqlite:///{home / 'records.sqlite'}",
        neo4j=_neo4j(env),
        data_key_file=Path(env.get("TRACER_DATA_KEY_FILE") or home / "keys" / "data.key"),
        street_map=Path(street_map) if street_map else None,
        graph_patience_s=_seconds(env, "TRACER_GRAPH_PATIENCE", 120.0),
        custody_origin=env.get("TRACER_CUSTODY_ORIGIN") or "custody.localhost/ledger",
        custody_signer=env.get("TRACER_CUSTODY_SIGNER") or None,
        delivery=_delivery(env, home),
        letterhead=_letterhead(env),
        notice_intervals=read_intervals(env["TRACER_NOTICE_INTERVALS"])
        if env.get("TRACER_NOTICE_INTERVALS")
        else VICTIMS_CODE,
        force=env.get("TRACER_FORCE") or "",
        public_url=_address(env, "TRACER_PUBLIC_URL", "http://127.0.0.1:8000"),
        oidc=_oidc(env),
        largest_upload=_megabytes(env, "TRACER_LARGEST_UPLOAD", 8192) << 20,
    )


def _oidc(env: Mapping[str, str]) -> OidcSettings | None:
    """The identity provider. Without HTTPS one is taken only on this machine, where nobody can stand in between."""
    issuer = env.get("TRACER_OIDC_ISSUER")
    if not issuer:
        return None
    if not issuer.startswith("https://") and not re.fullmatch(r"http://127\.0\.0\.1(:[0-9]+)?(/.*)?", issuer):
        raise ConfigurationError(f"TRACER_OIDC_ISSUER is {issuer!r}.", "Give the provider's https:// address.")
    client_id, secret = env.get("TRACER_OIDC_CLIENT_ID"), _secret(env, "TRACER_OIDC_CLIENT_SECRET")
    if not client_id or not secret:
        raise ConfigurationError(
            "TRACER_OIDC_ISSUER is set without a client.",
            "Set TRACER_OIDC_CLIENT_ID, and TRACER_OIDC_CLIENT_SECRET or TRACER_OIDC_CLIENT_SECRET_FILE.",
        )
    pairs = [pair.partition("=") for pair in (env.get("TRACER_OIDC_ROLES") or "").split(",") if pair.strip()]
    roles = tuple((group.strip(), role.strip()) for group, _, role in pairs)
    if any(not group or role not in set(Role) for group, role in roles):
        raise ConfigurationError(
            "TRACER_OIDC_ROLES cannot be read.",
            f"Write GROUP=ROLE, with commas between them; roles: {', '.join(Role)}.",
        )
    return OidcSettings(issuer, client_id, secret, env.get("TRACER_OIDC_ROLES_CLAIM") or "", roles)


def _neo4j(env: Mapping[str, str]) -> Neo4jSettings | None:
    uri = env.get("NEO4J_URI")
    if not uri:
        return None
    if uri.partition("://")[0] not in NEO4J_SCHEMES:
        raise ConfigurationError(
            f"NEO4J_URI is {uri!r}, which is no address of a Neo4j.", "Give one such as neo4j://localhost:7687."
        )
    password = _secret(env, "NEO4J_PASSWORD")
    if not password:
        raise ConfigurationError(
            "NEO4J_URI is set but there is no password.",
            "Set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE to a file with it.",
        )
    return Neo4jSettings(uri, env.get("NEO4J_USERNAME") or "neo4j", env.get("NEO4J_DATABASE") or "neo4j", password)


def _secret(env: Mapping[str, str], name: str) -> str | None:
    file = env.get(f"{name}_FILE")
    if file and env.get(name):
        raise ConfigurationError(f"Both {name} and {name}_FILE are set.", "Unset one of them.")
    if not file:
        return env.get(name) or None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except OSError as error:
        why = f"{name}_FILE names {file}, which cannot be read ({error.strerror})."
        raise ConfigurationError(why, "Check the path and its permissions.") from error


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    address = (env.get(name) or default).rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"{name} is {address!r}.", "Give the address people open, such as https://tracer.example."
        )
    return address


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise ConfigurationError(f"{name} is {text!r}.", "Give a number of seconds from 0 to 86400.")
    return seconds


def _megabytes(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not re.fullmatch("[1-9][0-9]{0,6}", text):
        raise ConfigurationError(f"{name} is {text!r}.", "Give a number of megabytes from 1 to 9999999.")
    return int(text)


def _delivery(env: Mapping[str, str], home: Path) -> Delivery:
    """How notices to owners go out: into a folder unless a mail server is named."""
    host = env.get("TRACER_SMTP_HOST")
    folder = Path(env.get("TRACER_NOTIFY_FOLDER") or home / "notices")
    chosen = env.get("TRACER_NOTIFY_CHANNEL") or ("email" if host else "folder")
    return Delivery(chosen, env.get("TRACER_NOTIFY_FROM") or None, folder, _smtp(env, host) if host else None)


def _smtp(env: Mapping[str, str], host: str) -> Smtp:
    tls = env.get("TRACER_SMTP_TLS") or "starttls"
    usual = {"starttls": "587", "tls": "465", "none": "25"}
    if tls not in usual:
        raise ConfigurationError(f"TRACER_SMTP_TLS is {tls!r}.", f"Set it to one of: {', '.join(usual)}.")
    port = env.get("TRACER_SMTP_PORT") or usual[tls]
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ConfigurationError(f"TRACER_SMTP_PORT is {port!r}.", "Give a number from 1 to 65535.")
    authority = env.get("TRACER_SMTP_CA_FILE")
    username, password = env.get("TRACER_SMTP_USERNAME") or None, _secret(env, "TRACER_SMTP_PASSWORD")
    return Smtp(host, int(port), tls, username, password, Path(authority) if authority else None)


def _letterhead(env: Mapping[str, str]) -> Force:
    page = env.get("TRACER_OWNERS_PAGE") or None
    if page is not None and not _PAGE.fullmatch(page):
        raise ConfigurationError(
            f"TRACER_OWNERS_PAGE is {page!r}.", "Give the plain address that owners type: https://police.example/phones"
        )
    known = Force()
    return Force(env.get("TRACER_FORCE") or known.name, env.get("TRACER_FORCE_PHONE") or known.phone, page)
