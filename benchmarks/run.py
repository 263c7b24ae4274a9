"""Run every benchmark, or those named, and print one JSON line for each; fail when one is missed.

python benchmarks/run.py [NAME ...]      NAME is a file beside this one without `bench_` and `.py`;
each such file has `measure()`, which gives the `Measured` of its work against its bare limit.
"""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]


def main(wanted: list[str]) -> int:
    names = wanted or sorted(path.stem[len("bench_") :] for path in HERE.glob("bench_*.py"))
    missed = 0
    for name in names:
        for measured in import_module(f"benchmarks.bench_{name}").measure():
            print(measured, flush=True)
            missed += not measured.kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
