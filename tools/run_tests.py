"""Run every test: on SQLite, on PostgreSQL, in a real browser. `python -m tools.run_tests`.

Every part runs even when an earlier one fails, so that one run tells all. The pure parts (engine,
exports) touch no database and are not repeated on PostgreSQL.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from tools.test_services import APT_LINE, MissingError, chromium, postgresql, redis_server

PURE = ["tests/scheduling", "tests/exports"]
TWO_AT_ONCE = ["-n", "2", "--dist", "loadfile"]
PARTS = {
    "SQLite": [*TWO_AT_ONCE, "-m", "not browser"],
    "PostgreSQL": [*TWO_AT_ONCE, "-m", "not browser", "--database", "postgresql",
                   *(f"--ignore={folder}" for folder in PURE)],
    "browser": ["-m", "browser"],
}  # fmt: skip


def run_part(name: str, arguments: list[str], environ: dict[str, str]) -> bool:
    """Run one part of the tests and tell how long it took; returns whether all passed."""
    print(f"\n== Tests: {name}", flush=True)
    begun = time.monotonic()
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environ).returncode
    outcome = "FAILED" if status else "passed"
    print(f"== {name}: {outcome} in {time.monotonic() - begun:.0f} s", flush=True)
    return status == 0


def main() -> int:
    """Find the servers and the browser, run all parts; returns the exit status."""
    with ExitStack() as stack:
        try:
            environ = {
                **os.environ,
                "TEST_POSTGRESQL": stack.enter_context(postgresql()),
                "TEST_REDIS": stack.enter_context(redis_server()),
                "CHROMIUM": chromium(),
            }
        except MissingError as missing:
            print(f"\nThe tests need {missing}, which is not here. Please type this, then try again:")
            print(f"\n    {APT_LINE}\n")
            return 1
        failed = [name for name, arguments in PARTS.items() if not run_part(name, arguments, environ)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll tests passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
