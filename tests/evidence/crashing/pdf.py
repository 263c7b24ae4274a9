"""A check that says something and then crashes, as a decoder does that runs into its limits."""

import os
import sys

if __name__ == "__main__":
    sys.stdout.write('{"kind": "pdf"}')
    sys.stdout.flush()
    os.abort()
