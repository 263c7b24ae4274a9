"""The example province in a data folder of its own, for the benchmarks that need one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from emulation.app import create_app

PASSWORD = "only for measuring"  # noqa: S105


@contextmanager
def example_province() -> Iterator[Flask]:
    """Give an application on a freshly loaded example province."""
    with tempfile.TemporaryDirectory(prefix="emulation-bench-") as folder:
        os.environ["EMULATION_DATA"] = folder
        os.environ["EMULATION_DEMO_PASSWORD"] = PASSWORD
        os.environ.pop("DATABASE_URL", None)
        app = create_app({"DATA_FOLDER": Path(folder), "WTF_CSRF_ENABLED": False})
        runner = app.test_cli_runner()
        for words in (["db", "upgrade"], ["demo", "load"]):
            done = runner.invoke(args=words)
            if done.exit_code:
                raise SystemExit(f"{words}: {done.output}\n{done.exception}")
        yield app
