"""Writes the bill of materials of what runs in production, as CycloneDX 1.6 JSON, to stdout or a file.

    python scripts/sbom.py [FILE]

What is in it is read from ``requirements.lock`` (names, versions, checksums), from the installed packages (licences)
and from ``scripts/vendor_look.py`` (what the browser gets). It needs nothing but Python, and the same source gives the
same file: no time and no random serial number are in it.
"""

# ruff: noqa: T201 (a script that speaks to the terminal)
from __future__ import annotations

import ast
import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill() -> dict[str, Any]:
    """The whole bill."""
    components = [*packages(), *assets()]
    version = _assigned(ROOT / "src" / "vardtrad" / "__init__.py", "__version__")
    content = json.dumps([version, components], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "vardtrad",
                "name": "vardtrad",
                "version": version,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "vardtrad", "dependsOn": sorted(part["bom-ref"] for part in components)}],
    }


def packages() -> list[dict[str, Any]]:
    """The Python packages of the lock, each with the checksums of the files that may be installed."""
    found: list[dict[str, Any]] = []
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        if pinned := _PINNED.match(line):
            name, version = pinned[1].lower().replace("_", "-"), pinned[2]
            address = f"pkg:pypi/{name}@{version}"
            found.append(
                {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address, "hashes": []}
                | _licence(name)
            )
        for checksum in _HASH.findall(line):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": checksum})
    return found


def assets() -> list[dict[str, Any]]:
    """What the browser is given that others have made."""
    versions = _assigned(ROOT / "scripts" / "vendor_look.py", "VERSIONS")
    return [
        {
            "type": "library",
            "bom-ref": (address := f"pkg:npm/{name.replace('@', '%40')}@{version}"),
            "name": name,
            "version": version,
            "purl": address,
        }
        for name, version in sorted(versions.items())
    ]


def _licence(name: str) -> dict[str, Any]:
    """The licence that an installed package states; nothing when it is not installed here, or states none."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return {}
    if expression := about.get("License-Expression"):
        return {"licenses": [{"expression": expression}]}
    stated = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    if not stated and len(about.get("License") or "") in range(1, 60):
        stated = [str(about["License"])]
    return {"licenses": [{"license": {"name": licence}} for licence in stated]} if stated else {}


def _assigned(path: Path, name: str) -> Any:
    """The value that a file gives a name, without running the file."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            return ast.literal_eval(node.value)
    raise ValueError(f"{path} gives no {name}")


if __name__ == "__main__":
    text = json.dumps(bill(), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        print(text, end="")
