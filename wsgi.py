"""The application for a WSGI server, with settings from the environment."""

import os

from app.config import settings_from
from app.factory import create_app

app = create_app(settings_from(os.environ))
