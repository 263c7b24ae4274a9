"""A device by the words its owner would use, told from what its browser says of itself."""

from collections.abc import Mapping

# The order matters: almost every browser also claims to be the ones below it.
BROWSERS: Mapping[str, str] = {
    "coc_coc": "Cốc Cốc",
    "edg": "Edge",
    "opr/": "Opera",
    "firefox": "Firefox",
    "fxios": "Firefox",
    "crios": "Chrome",
    "chrome": "Chrome",
    "safari": "Safari",
}
SYSTEMS: Mapping[str, str] = {
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac os": "macOS",
    "linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """'Mozilla/5.0 (Windows NT 10.0; …) … Chrome/126…' -> 'Chrome, Windows'; '' when unknown."""
    said = user_agent.casefold()
    return ", ".join(filter(None, (_first_in(said, BROWSERS), _first_in(said, SYSTEMS))))


def _first_in(said: str, names: Mapping[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in said), "")
