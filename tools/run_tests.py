"""Run every test: on SQLite, on PostgreSQL, in a real browser, pages by the HTML checker.
`python -m tools.run_tests`.

Every part runs even when an earlier one fails, so that one run tells all. What touches no database, or
nothing that databases differ in, is not repeated on PostgreSQL; every page is seen, and hostile input sent to
every form, on both there. What was tried with many values on SQLite is tried with fewer there. The pages that
tests have seen are kept, each shape once, for the checker at the end. Each part names its longest tests, so
that it stays short.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from tempfile import TemporaryDirectory

from tools.test_services import (
    APT_LINE,
    MissingError,
    chromium,
    java_and_npm,
    postgresql,
    redis_server,
)  # fmt: skip

ON_BOTH, AT_THE_END = ["tests/hostile"], ["tests/markup"]
IN_A_BROWSER = ["tests/browser", "tests/markup", "tests/styleguide"]
# fmt: off
ALIKE = [
    "tests/scheduling", "tests/exports", "tests/bench", "tests/assets", "tests/structure", "tests/styleguide",
    "tests/access", "tests/house/test_bootstrap.py", "tests/house/test_documents.py",
    "tests/house/test_imports.py", "tests/house/test_settings.py",
]
# fmt: on
BY_FILE = ["--dist", "loadfile", "--no-loadscope-reorder"]
TELLS_THE_LONGEST = ["--durations", "15"]
TWO_AT_ONCE, THREE_AT_ONCE = (["-n", number, *BY_FILE, *TELLS_THE_LONGEST] for number in ("2", "3"))
"""Two for what keeps a core busy; three where some wait for workers, servers and clocks."""


def _without(paths: list[str]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


PARTS = {
    "SQLite": [*THREE_AT_ONCE, "-m", "not browser", *_without(ON_BOTH + AT_THE_END)],
    "PostgreSQL": [
        *THREE_AT_ONCE,
        "-m",
        "not browser",
        "--database",
        "postgresql",
        *_without(ALIKE + AT_THE_END),
    ],
    "browser": [*TWO_AT_ONCE, "-m", "browser", *IN_A_BROWSER],
    "HTML checker": [*AT_THE_END, "-m", "not browser"],
}


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
                "KEPT_PAGES": stack.enter_context(TemporaryDirectory(prefix="campmatch-pages-")),
            }
            environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of many processes compiles all anew
            java_and_npm()
        except MissingError as missing:
            print(f"\nThe tests need {missing}, which is not here. Please type this, then try again:")
            print(f"\n    {APT_LINE}\n")
            return 1
        failed = [name for name, arguments in PARTS.items() if not run_part(name, arguments, environ)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll tests passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
