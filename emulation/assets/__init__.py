"""Front-end files: built from our sources and the installed packages, then served for good."""

from emulation.assets.compression import init_compression
from emulation.assets.serving import asset_url, init_assets

__all__ = ["asset_url", "init_assets", "init_compression"]
