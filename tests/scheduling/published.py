"""Where the published instances are, when they are at hand: they are not part of the project.

`CAMPMATCH_B2B_DATA` names their folder; otherwise it is looked for beside the checkout.
"""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[3] / "shared/data/b2b"
PUBLISHED = Path(os.environ.get("CAMPMATCH_B2B_DATA", BESIDE))
needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason=f"the published instances are not in {PUBLISHED}"
)
