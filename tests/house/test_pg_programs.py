"""PostgreSQL's own programs, as a backup uses them: the right version, no password shown, no row in a complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from vardtrad.config.backup import tools
from vardtrad.config.backup.problems import NotDone


class TestThePrograms:
    def program(self, folder: Path, version: int) -> None:
        folder.mkdir()
        script = folder / "pg_dump"
        script.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}.2" && exit\n'
            f'echo "$@" "[$PGPASSWORD]"\n'
        )
        script.chmod(0o755)

    def test_the_one_of_the_servers_version_is_taken(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.program(tmp_path / "bin", 31)
        monkeypatch.setenv(tools.FOLDER, str(tmp_path / "bin"))
        assert tools.find("pg_dump", 31) == (tmp_path / "bin" / "pg_dump", 31)
        assert tools.find("pg_dump", 18)[1] == 18
        assert tools.find("pg_dump", 25)[1] == 31

    def test_a_missing_one_is_named_with_its_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(NotDone, match=r"Installera paketet postgresql-client-77, eller ange .* VARDTRAD_PG_BIN"):
            tools.find("pg_dump", 77)
        monkeypatch.setattr(tools, "_candidates", lambda _program: iter(()))
        with pytest.raises(NotDone, match="Här finns ingen alls"):
            tools.find("pg_dump", 18)

    def test_an_old_server_is_not_dumped_with_what_it_cannot_read_back(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.program(tmp_path / "bin", 18)
        monkeypatch.setattr(tools, "_candidates", lambda program: iter([tmp_path / "bin" / program]))
        with pytest.raises(NotDone, match="postgresql-client-15"):
            tools.find("pg_dump", 15)
        assert tools.find("pg_dump", 17)[1] == 18

    def test_the_password_is_on_no_command_line(self, tmp_path: Path) -> None:
        self.program(tmp_path / "bin", 18)
        url = "postgresql://owner:hemligt@localhost:5433/region?sslmode=prefer"
        said = b"".join(tools.output_of(tmp_path / "bin" / "pg_dump", url)).decode()
        words, _, password = said.strip().rpartition(" ")
        assert "host=localhost" in words
        assert "port=5433" in words
        assert "hemligt" not in words
        assert password == "[hemligt]"

    def test_no_row_is_repeated_from_a_complaint(self, tmp_path: Path) -> None:
        script = tmp_path / "pg_restore"
        script.write_text(
            "#!/bin/sh\ncat >/dev/null\n"
            "echo 'pg_restore: error: COPY failed for table \"people_person\": ERROR:  duplicate key' >&2\n"
            "echo 'DETAIL:  Key (identity)=(191212121212) already exists.' >&2\nexit 1\n"
        )
        script.chmod(0o755)
        with pytest.raises(NotDone) as caught:
            tools.feed(script, "postgresql:///x", [b"x"])
        assert "people_person" in str(caught.value)
        assert "1912" not in str(caught.value)
