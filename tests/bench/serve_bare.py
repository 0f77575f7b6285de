"""Runs the bare page in granian with the very settings that ``vardtrad serve`` has."""

from __future__ import annotations

from unittest import mock

from granian.constants import Interfaces

from vardtrad.config import cli


def main() -> None:
    """Hand the product's own command the bare application instead of the product's."""

    def serve(arguments: object) -> int:
        return cli._listen("tests.bench.bare:pages", Interfaces.ASGINL, arguments, 1, factory=True)  # type: ignore[arg-type]

    import sys

    with mock.patch.object(cli, "_serve", serve):
        sys.exit(cli.main(["serve", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
