"""Every setting of the installation, read once from the environment."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("da", "en")
SHORTEST_SECRET = 16
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
QUEUES = ("sqlite", "redis", "rediss", "unix", *DATABASES[1:])
COUNTERS = ("memory", "redis", "rediss", "redis+unix")


class SettingsError(Exception):
    """A setting that the installation must not run with; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """What differs between installations. Times are in UTC, sizes in bytes."""

    data_dir: Path
    database_url: str
    queue_url: str
    mail_url: str
    mail_from: str
    base_url: str
    secret_key: str
    development: bool
    trusted_proxies: int
    rate_limits: bool
    rate_limit_storage: str
    default_language: str = "en"
    replies_url: str = ""
    calendar_networks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what contradicts itself or would be dangerous to run with."""
        for fault in (_fault_of_address(self), _fault_of_secret(self), _fault_of_redis(self)):
            if fault:
                raise SettingsError(fault)

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over https, so that cookies may demand it."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name that browsers know us by."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether only browsers on this machine are meant to come."""
        return _is_local(self.host)

    @property
    def _rate_limit_patience(self) -> dict[str, int]:
        """How long a request waits for a Redis that does not answer, before it counts by itself."""
        patient = self.rate_limit_storage.startswith("redis")
        return {"socket_timeout": 1, "socket_connect_timeout": 1} if patient else {}

    def flask_config(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        prefix = "__Host-" if self.secure else ""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TRUSTED_HOSTS": [self.host, "127.0.0.1", "localhost"],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": True},
            "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "SESSION_COOKIE_NAME": f"{prefix}campmatch",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": self.default_language,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": self.rate_limit_storage,
            "RATELIMIT_STORAGE_OPTIONS": self._rate_limit_patience,
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_STRATEGY": "moving-window",
            "DEVELOPMENT": self.development,
        }


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _fault_of_address(settings: Settings) -> str:
    """Links, cookies and the mailbox page hang on the address; empty when it is sound."""
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        return f"BASE_URL is like https://camp.example.org, without a path, not {settings.base_url!r}"
    if settings.is_local:
        return ""
    if settings.development:
        return "CAMPMATCH_DEVELOPMENT=1 shows everybody's mail, so BASE_URL must then be this machine's own"
    return "" if settings.secure else "BASE_URL must begin with https:// for any other machine than this one"


def _fault_of_secret(settings: Settings) -> str:
    if settings.is_local or len(settings.secret_key) >= SHORTEST_SECRET:
        return ""
    return f"SECRET_KEY has fewer than {SHORTEST_SECRET} characters; leave it out, and one is made and kept"


def _fault_of_redis(settings: Settings) -> str:
    """A Redis that others can reach without a password lets them ring for jobs and lift limits."""
    for name, url in (("QUEUE_URL", settings.queue_url), ("RATE_LIMIT_STORAGE", settings.rate_limit_storage)):
        parts = urlsplit(url)
        if parts.scheme in ("redis", "rediss") and not parts.password and not _is_local(parts.hostname or ""):
            return f"{name} names a Redis on another machine without a password"
    return ""


def _secret_key(environ: Mapping[str, str], data_dir: Path) -> str:
    """The given secret, or one made once and kept beside the data, readable by its owner only.

    The file gets its name when it is whole, so of many processes that start at once all read the same.
    """
    if environ.get("SECRET_KEY"):
        return environ["SECRET_KEY"]
    path = data_dir / "secret_key"
    if not path.exists():
        descriptor, unnamed = tempfile.mkstemp(dir=data_dir, prefix=".secret_key")
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())
        try:
            os.link(unnamed, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(unnamed)
    return path.read_text().strip()


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _switch(environ: Mapping[str, str], name: str, default: str) -> bool:
    return _one_of(environ, name, ("0", "1"), default) == "1"


def _one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...], default: str) -> str:
    text = environ.get(name) or default
    if text not in words:
        raise SettingsError(f"{name} must be one of {', '.join(words)}, not {text!r}")
    return text


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str) -> str:
    """An address of a kind that we can use. Its text may hold a password, so it is not repeated."""
    text = environ.get(name) or default
    scheme, colon, _ = text.partition("://")
    if text and (not colon or scheme not in schemes):
        raise SettingsError(f"{name} must begin with one of {', '.join(f'{known}://' for known in schemes)}")
    return text


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Networks of the house, such as 10.1.0.0/16, with commas between them."""
    texts = [text.strip() for text in environ.get(name, "").split(",") if text.strip()]
    try:
        return tuple(str(ip_network(text)) for text in texts)
    except ValueError:
        raise SettingsError(f"{name} must be networks like 10.1.0.0/16, with commas between them") from None


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables; an empty one counts as not set. Raises SettingsError."""
    data_dir = Path(environ.get("CAMPMATCH_DATA") or ROOT / "instance").resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Settings(
        data_dir=data_dir,
        database_url=_url(environ, "DATABASE_URL", DATABASES, f"sqlite:///{data_dir / 'campmatch.db'}"),
        queue_url=_url(environ, "QUEUE_URL", QUEUES, f"sqlite:///{data_dir / 'queue.db'}"),
        mail_url=_url(environ, "MAIL_URL", ("file", "smtp"), f"file://{data_dir / 'mail'}"),
        mail_from=environ.get("MAIL_FROM") or "Campmatch <campmatch@localhost>",
        base_url=(environ.get("BASE_URL") or "http://127.0.0.1:5000").rstrip("/"),
        secret_key=_secret_key(environ, data_dir),
        development=_switch(environ, "CAMPMATCH_DEVELOPMENT", "0"),
        trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0),
        rate_limits=_switch(environ, "RATE_LIMITS", "1"),
        rate_limit_storage=_url(environ, "RATE_LIMIT_STORAGE", COUNTERS, "memory://"),
        default_language=_one_of(environ, "DEFAULT_LANGUAGE", LANGUAGES, "en"),
        replies_url=_url(environ, "REPLIES_URL", ("file", "imaps", "imap"), ""),
        calendar_networks=_networks(environ, "CALENDAR_NETWORKS"),
    )
