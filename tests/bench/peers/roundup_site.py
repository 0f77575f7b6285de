"""Roundup as the benchmark serves it: fills a tracker, and is its WSGI application.

``python roundup_site.py FOLDER COUNT`` makes a tracker in FOLDER with so many issues. Served, it reads the folder from
``PEER_FOLDER``. It is run by the Python of an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def fill(folder: Path, count: int) -> None:
    """Make a tracker of the classic template on SQLite, and issues with a message each, half of them unread."""
    import roundup.instance
    from roundup.date import Date

    admin = [str(Path(sys.executable).with_name("roundup-admin")), "-i", str(folder)]
    subprocess.run([*admin, "install", "classic", "sqlite"], check=True, stdout=subprocess.DEVNULL)
    settings = folder / "config.ini"
    text = settings.read_text(encoding="utf-8")
    web = f"http://127.0.0.1:{os.environ['PEER_PORT']}/"
    for name, value in (("web", web), ("domain", "example.org"), ("host", "localhost")):
        text = text.replace(f"\n#{name} = NO DEFAULT", f"\n{name} = {value}")
    settings.write_text(text, encoding="utf-8")
    (folder / "detectors" / "nosyreaction.py").unlink()  # no mail, which is in its favour
    subprocess.run([*admin, "initialise", "bench"], check=True, stdout=subprocess.DEVNULL)
    tracker = roundup.instance.open(str(folder))
    db = tracker.open("admin")
    unread, resolved = db.status.lookup("unread"), db.status.lookup("resolved")
    for number in range(count):
        # Three of four are resolved, as at the big clinic.
        message = db.msg.create(content="Beskriv ditt ärende", author="1", date=Date("."))
        db.issue.create(title=f"Recept {number}", status=resolved if number % 4 else unread, messages=[message])
        if number % 2000 == 0:
            db.commit()
    db.commit()
    db.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
else:
    from roundup.cgi.wsgi_handler import RequestDispatcher

    application = RequestDispatcher(os.environ["PEER_FOLDER"])
