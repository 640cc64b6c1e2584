"""The application for a WSGI server, with settings from the environment."""

import gc
import os

from app.config import settings_from
from app.factory import create_app

app = create_app(settings_from(os.environ))

# What has been loaded stays for good. Left in, it would be gone through again and again while a large page is made:
# a quarter of such a page's time.
gc.collect()
gc.freeze()
