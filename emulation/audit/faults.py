"""What does not fit in the log, and where it begins."""


class Fault(Exception):
    """Events first to last are not what they were: the nearest place that can be told."""

    def __init__(self, first: int, last: int, what: str) -> None:
        self.first, self.last, self.what = first, last, what
        place = f"event {first}" if first >= last else f"events {first} to {last}"
        super().__init__(f"{place}: {what}")
