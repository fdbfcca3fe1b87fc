"""A server that cannot listen as it is asked to says so in words, and says what is wrong, before it is begun."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import uvicorn

from api.serving import Serving, run_server
from api.settings import read_settings
from api.witnessing import Listening, run_witness
from tracer.custody.witness_service.memory import Memory
from tracer.errors import ConfigurationError

Begin = Callable[[int, Path | None], None]


@pytest.fixture(params=["server", "witness"])
def begin(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Begins one on a port, with a certificate whose key is the same file."""
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: pytest.fail("It was begun."))
    if request.param == "server":
        settings = read_settings({"TRACER_HOME": str(tmp_path / "home")})
        return lambda port, file: run_server(settings, Serving("127.0.0.1", port, 1, file, file), print)
    memory = Memory(tmp_path / "witness")
    memory.make_key("witness.example/1")
    return lambda port, file: run_witness(memory, Listening("127.0.0.1", port, file, file), print)


def test_a_port_in_use(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"127\.0\.0\.1:{port} \(Address already in use\).*--port"):
            begin(port, None)
    assert "answers on" not in capsys.readouterr().out


def test_a_certificate_that_is_not_there_or_is_none(begin: Begin, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    with pytest.raises(ConfigurationError, match=r"certificate\.pem cannot be read \(No such file.*--certificate and"):
        begin(0, file)
    file.write_text("no certificate")
    with pytest.raises(ConfigurationError, match=r"no certificate and its key in PEM.*--certificate and"):
        begin(0, file)
