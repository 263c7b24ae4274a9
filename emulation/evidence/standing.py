"""Where a document stands beside the criteria: told from above, shown on its page.

The application file lies above evidence, which cannot look into it. The feature that keeps it
registers its answer once, at import; until it does, documents stand for criteria alone.
"""

from collections.abc import Callable, Sequence

from emulation.evidence.queries import UseFacts

Asking = Callable[[int], Sequence[UseFacts]]

_askers: list[Asking] = []


def register(asking: Asking) -> None:
    """Let `asking(evidence_id)` give the places of a document that are no criteria."""
    _askers[:] = [asking]


def places_of(evidence_id: int) -> Sequence[UseFacts]:
    return _askers[0](evidence_id) if _askers else ()
