"""A disk that can be full or take nothing: a real file system where mounting is allowed.

Elsewhere the process may write no file beyond the disk's size, and the folder may not be written.
"""

import resource
import subprocess

MEGABYTE = 1024 * 1024
ROOMY = 64


class SmallDisk:
    """Lies over one folder; `megabytes` is all that it holds until it is made larger."""

    def __init__(self, folder, *, megabytes):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.is_mounted = self._mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs")
        if not self.is_mounted:
            self._limit(megabytes)

    def enlarge(self):
        if self.is_mounted:
            assert self._mount("-o", f"remount,size={ROOMY}m")
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, self.before)

    def close_to_writers(self):
        if self.is_mounted:
            assert self._mount("-o", "remount,ro")
        else:
            self._modes(0o500)

    def open_to_writers(self):
        if self.is_mounted:
            assert self._mount("-o", "remount,rw")
        else:
            self._modes(0o700)

    def remove(self):
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
        else:
            self._modes(0o700)
            resource.setrlimit(resource.RLIMIT_FSIZE, self.before)

    def _mount(self, *words):
        command = ["mount", *words, str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _limit(self, megabytes):
        limit = megabytes * MEGABYTE, self.before[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    def _modes(self, mode):
        for one in [self.folder, *(path for path in self.folder.rglob("*") if path.is_dir())]:
            one.chmod(mode)
