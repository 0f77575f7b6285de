"""WhiteNoise whose list of static files is made once in a process, and again when a test has changed a setting."""

from __future__ import annotations

from typing import Any

import whitenoise.middleware
from django.core.signals import setting_changed
from django.dispatch import receiver

_files: dict[str, Any] = {}


class WhiteNoiseMiddleware(whitenoise.middleware.WhiteNoiseMiddleware):
    """Serves the same files under the same addresses, with the same headers."""

    def add_files_from_finders(self) -> None:
        """List the files that are served, or take the list that another has made."""
        if not _files:
            super().add_files_from_finders()
            _files.update(self.files)
        self.files.update(_files)


@receiver(setting_changed)
def _forget(**_changed: Any) -> None:
    _files.clear()
