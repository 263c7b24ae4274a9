"""A check that says which process it is, what it was told, and what it finds open."""

import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    facts = {
        "pid": os.getpid(),
        "words": sys.argv[1:],
        "environment": dict(os.environ),
        "open": [one.name for one in Path("/proc/self/fd").iterdir() if one.exists()],
    }
    sys.stdout.write(json.dumps(facts))
