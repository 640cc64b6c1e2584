"""Lint, types, imports, templates and translations, each told in full: `python -m tools.run_checks`."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "style (ruff)": [BIN / "ruff", "check", ".", "camp"],
    "layout (ruff)": [BIN / "ruff", "format", "--check", "--quiet", ".", "camp"],
    "types (mypy)": [BIN / "mypy"],
    "imports (import-linter)": [BIN / "lint-imports", "--no-logo"],
    "templates (djlint)": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "translations": [sys.executable, "-m", "tools.translations", "check"],
}


def main() -> int:
    """Run every check, also after one has failed; returns the exit status."""
    failed = []
    for name, command in CHECKS.items():
        print(f"\n== Check: {name}", flush=True)
        if subprocess.run([str(part) for part in command]).returncode:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
