"""The steps of an upload at which tests/resilience/dying.py lets the program be killed."""

ORDER = "die-at"
WHOLE_STEPS = (
    "half of it has come",
    "all of it has come",
    "it was looked at",
    "its bytes are on the disk",
    "it has its name",
    "its folders are on the disk",
    "the transaction is open",
    "its row is written",
    "the transaction is over",
    "the answer is ready",
)
PARTS_STEPS = (
    "a part has come",
    "a part was added",
    *WHOLE_STEPS[1:9],
    "its part still lies there",
    "its part is gone",
)
