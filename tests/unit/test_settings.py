"""Settings come from the environment, secrets also from files, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import read_settings
from tracer.errors import ConfigurationError


def test_nothing_set_is_one_laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.home == tmp_path / ".tracer"
    assert settings.neo4j is None
    assert settings.records_url == f"sqlite:///{tmp_path / '.tracer' / 'records.sqlite'}"


def test_neo4j_has_defaults_for_all_but_address_and_password() -> None:
    server = read_settings({"NEO4J_URI": "neo4j://example.org", "NEO4J_PASSWORD": "s3cret"}).neo4j
    assert server is not None
    assert (server.username, server.database, server.password) == ("neo4j", "neo4j", "s3cret")


def test_secrets_come_from_files_and_never_show(tmp_path: Path) -> None:
    password, url = tmp_path / "password", tmp_path / "url"
    password.write_text("hush-hush\n")
    url.write_text("postgresql+psycopg://u:hush-hush@example.org/db\n")
    settings = read_settings(
        {"NEO4J_URI": "bolt://x", "NEO4J_PASSWORD_FILE": str(password), "TRACER_RECORDS_URL_FILE": str(url)}
    )
    assert settings.neo4j is not None
    assert settings.neo4j.password == "hush-hush"
    assert settings.records_url.endswith("@example.org/db")
    assert "hush-hush" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"NEO4J_URI": "bolt://x"}, "NEO4J_PASSWORD"),
        ({"NEO4J_URI": "bolt://x", "NEO4J_PASSWORD_FILE": "/no/such/file"}, "NEO4J_PASSWORD_FILE"),
        ({"NEO4J_URI": "bolt://x", "NEO4J_PASSWORD": "a", "NEO4J_PASSWORD_FILE": "b"}, "NEO4J_PASSWORD_FILE"),
        ({"TRACER_GRAPH_PATIENCE": "soon"}, "TRACER_GRAPH_PATIENCE"),
        ({"TRACER_GRAPH_PATIENCE": "-1"}, "TRACER_GRAPH_PATIENCE"),
        ({"TRACER_GRAPH_PATIENCE": "nan"}, "TRACER_GRAPH_PATIENCE"),
        ({"TRACER_LARGEST_UPLOAD": "0"}, "TRACER_LARGEST_UPLOAD"),
        ({"TRACER_LARGEST_UPLOAD": "much"}, "TRACER_LARGEST_UPLOAD"),
        ({"TRACER_LARGEST_UPLOAD": "9" * 9}, "TRACER_LARGEST_UPLOAD"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_settings(environment)
    assert named in str(refused.value)
    assert refused.value.do


def test_notices_go_into_a_folder_until_a_mail_server_is_named(tmp_path: Path) -> None:
    home = {"TRACER_HOME": str(tmp_path)}
    alone = read_settings(home).delivery
    assert (alone.channel, alone.folder, alone.smtp) == ("folder", tmp_path / "notices", None)
    password = tmp_path / "password"
    password.write_text("hush-hush\n")
    mail = {"TRACER_SMTP_HOST": "mail.example.org", "TRACER_SMTP_PASSWORD_FILE": str(password)}
    settings = read_settings({**home, **mail})
    assert settings.delivery.channel == "email"
    assert settings.delivery.smtp is not None
    assert (settings.delivery.smtp.port, settings.delivery.smtp.tls) == (587, "starttls")
    assert settings.delivery.smtp.password == "hush-hush"
    assert "hush-hush" not in repr(settings)
    assert read_settings({**home, **mail, "TRACER_NOTIFY_CHANNEL": "folder"}).delivery.channel == "folder"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACER_SMTP_PORT", "0"),
        ("TRACER_SMTP_PORT", "many"),
        ("TRACER_SMTP_TLS", "yes"),
        ("TRACER_OWNERS_PAGE", "https://police.example/phones?code=1"),
        ("TRACER_OWNERS_PAGE", "police.example"),
        ("TRACER_OWNERS_PAGE", "https://user@police.example"),
        ("TRACER_NOTICE_INTERVALS", "5 days"),
    ],
)
def test_a_wrong_setting_of_notices_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError):
        read_settings({"TRACER_SMTP_HOST": "mail.example.org", name: value})
