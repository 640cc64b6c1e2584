"""The address of each bundle holds its digest, so browsers keep it for ever and never a stale one."""

from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.access import allow, anybody
from app.blueprints.assets.bundles import SOURCES, Bundle, bundle

blueprint = Blueprint("assets", __name__)
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def _bundle(name: str) -> Bundle:
    return bundle(Path(current_app.static_folder or ""), name)


@blueprint.app_template_global()
def bundle_url(name: str) -> str:
    """The address of a bundle as it is now, for the head of every page."""
    return url_for("assets.show", digest=_bundle(name).digest, name=name)


@blueprint.get("/assets/<digest>/<name>")
@allow(anybody)
def show(digest: str, name: str) -> Response:
    """A bundle; a page older than the last update gets the new one, but not to keep."""
    if name not in SOURCES:
        abort(404)
    wanted = _bundle(name)
    packed = "gzip" in request.accept_encodings
    response = Response(wanted.compressed if packed else wanted.plain, content_type=_TYPES[Path(name).suffix])
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    fresh = digest == wanted.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-store"
    return response


@blueprint.get("/sw.js")
@allow(anybody)
def worker() -> ResponseReturnValue:
    """The service worker. It stands at the root, for it may keep only what lies below its own address."""
    response = send_from_directory(Path(current_app.static_folder or "") / "js", "worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
@allow(anybody)
def offline() -> ResponseReturnValue:
    """What the worker shows without a network in place of a page that it does not keep."""
    return render_template("assets/offline.html")
