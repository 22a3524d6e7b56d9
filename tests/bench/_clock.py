"""Answers on standard output how long pieces of work take: a line of JSON for each name read from standard input."""

import json
import sys
import time


def serve(versions, works):
    """Says the versions, then for each name the milliseconds and the value of one call."""
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        work = works[line.strip()]
        start = time.perf_counter()
        value = work()
        ms = 1000 * (time.perf_counter() - start)
        print(json.dumps({"ms": ms, "value": None if value is None else float(value)}), flush=True)
