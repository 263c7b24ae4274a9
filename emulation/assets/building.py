"""The build: every file compressed once, in a folder named by its content."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor

from emulation.assets.sources import ROOT, Source, fingerprint, sources

BUILD = ROOT / "build" / "assets"
MANIFEST = "manifest.json"


def build(folder: Path = BUILD, files: Iterable[Source] | None = None) -> bool:
    """Write what is served, each file also as .br and .gz; say whether anything was to be done."""
    before = read_manifest(folder)
    if is_fresh(before, folder):
        return False
    names: dict[str, list[Source]] = {}
    for source in sources().values() if files is None else files:
        names.setdefault(source.bundle, []).append(source)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for bundle, its_own in names.items():
        home = _write_bundle(folder, bundle, its_own)
        paths.update({source.name: f"{home}/{source.name}" for source in its_own})
    manifest = {"fingerprint": fingerprint(), "paths": paths}
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    draft.replace(folder / MANIFEST)
    _sweep(folder, keep={path.split("/")[0] for path in _paths_of(before, manifest)})
    return True


def _write_bundle(folder: Path, bundle: str, files: Iterable[Source]) -> str:
    """Write the files under a name made from their content, and return that name."""
    contents = {source.name: source.read() for source in files}
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    home = f"{bundle}-{digest.hexdigest()[:12]}"
    if (folder / home).is_dir():
        return home
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    draft.chmod(0o755)
    compressor = Compressor(quiet=True)
    for name, content in contents.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        compressor.compress(str(path))
    try:
        draft.rename(folder / home)
    except OSError:  # another build was here first, and wrote the very same
        shutil.rmtree(draft)
    return home


def _paths_of(*manifests: Mapping[str, Any] | None) -> set[str]:
    return {path for manifest in manifests if manifest for path in manifest["paths"].values()}


def _sweep(folder: Path, keep: set[str]) -> None:
    # The build before this one stays: a server that still runs may be serving it.
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep and not path.name.startswith(".new-"):
            shutil.rmtree(path)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what the last build wrote, or None when there was none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "paths" in manifest else None


def is_fresh(manifest: Mapping[str, Any] | None, folder: Path) -> bool:
    """Say whether this build is what the sources would give now, and is all there."""
    return (
        manifest is not None
        and manifest.get("fingerprint") == fingerprint()
        and all((folder / path).is_file() for path in manifest["paths"].values())
    )
