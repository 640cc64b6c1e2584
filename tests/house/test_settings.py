"""Settings refuse what must not run, in words, and make the secret once."""

import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.config import SettingsError, settings_from

FAR = "https://camp.example.org"
SECRET = "0123456789abcdef"


def test_settings_without_any_environment_run_on_this_machine_only(tmp_path: Path) -> None:
    settings = settings_from({"CAMPMATCH_DATA": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/campmatch.db"
    assert settings.queue_url == f"sqlite:///{tmp_path}/queue.db"
    assert settings.base_url == "http://127.0.0.1:5000"
    assert (settings.development, settings.secure, settings.rate_limits) == (False, False, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"BASE_URL": "camp.example.org"}, "BASE_URL is like https://camp.example.org, without a path"),
        ({"BASE_URL": "https://camp.example.org/here"}, "without a path"),
        ({"BASE_URL": "http://camp.example.org"}, "BASE_URL must begin with https://"),
        ({"BASE_URL": FAR, "CAMPMATCH_DEVELOPMENT": "1"}, "CAMPMATCH_DEVELOPMENT=1 shows everybody's mail"),
        ({"BASE_URL": FAR, "SECRET_KEY": "short"}, "SECRET_KEY has fewer than 16 characters"),
        ({"DATABASE_URL": "mysql://root:hush@127.0.0.1/x"}, "DATABASE_URL must begin with one of sqlite://"),
        ({"DATABASE_URL": "campmatch.db"}, "DATABASE_URL must begin with"),
        ({"QUEUE_URL": "amqp://127.0.0.1"}, "QUEUE_URL must begin with"),
        ({"QUEUE_URL": "redis://10.0.0.5:6379/0"}, "QUEUE_URL names a Redis on another machine"),
        ({"RATE_LIMIT_STORAGE": "redis://10.0.0.5"}, "RATE_LIMIT_STORAGE names a Redis on another"),
        ({"RATE_LIMIT_STORAGE": "memcached://x"}, "RATE_LIMIT_STORAGE must begin with"),
        ({"MAIL_URL": "sendmail"}, "MAIL_URL must begin with one of file://, smtp://"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES must be a whole number, not 'one'"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number"),
        ({"CAMPMATCH_DEVELOPMENT": "yes"}, "CAMPMATCH_DEVELOPMENT must be one of 0, 1, not 'yes'"),
        ({"RATE_LIMITS": "off"}, "RATE_LIMITS must be one of 0, 1"),
        ({"DEFAULT_LANGUAGE": "de"}, "DEFAULT_LANGUAGE must be one of da, en, not 'de'"),
    ],
)
def test_a_setting_that_cannot_stand_is_refused(tmp_path: Path, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings_from({"CAMPMATCH_DATA": str(tmp_path), "SECRET_KEY": SECRET, **wrong})
    assert words in str(refusal.value)
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    "good",
    [
        {"BASE_URL": FAR},
        {"BASE_URL": f"{FAR}/"},
        {"BASE_URL": "http://localhost:8000", "CAMPMATCH_DEVELOPMENT": "1", "SECRET_KEY": "test"},
        {"QUEUE_URL": "redis://:hush@10.0.0.5:6379/0"},
        {"QUEUE_URL": "redis://127.0.0.1:6379/0"},
        {"DATABASE_URL": "postgresql://campmatch@db.internal/campmatch", "DEFAULT_LANGUAGE": ""},
    ],
)
def test_a_setting_that_can_stand_is_taken(tmp_path: Path, good: dict[str, str]) -> None:
    settings = settings_from({"CAMPMATCH_DATA": str(tmp_path), "SECRET_KEY": SECRET, **good})
    assert settings.base_url == good.get("BASE_URL", "http://127.0.0.1:5000").rstrip("/")


def test_over_https_the_cookie_goes_nowhere_else(tmp_path: Path) -> None:
    config = settings_from({"CAMPMATCH_DATA": str(tmp_path), "BASE_URL": FAR}).flask_config()
    assert config["SESSION_COOKIE_NAME"] == "__Host-campmatch"
    assert config["SESSION_COOKIE_SECURE"] is True
    assert config["TRUSTED_HOSTS"] == ["camp.example.org", "127.0.0.1", "localhost"]


def _tell_secret(folder: str, answers: object) -> None:
    answers.put(settings_from({"CAMPMATCH_DATA": folder}).secret_key)  # type: ignore[attr-defined]


def test_eight_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    fork = get_context("fork")
    for round_ in range(10):
        folder, answers = tmp_path / str(round_), fork.Queue()
        folder.mkdir()
        crowd = [fork.Process(target=_tell_secret, args=(str(folder), answers)) for _ in range(8)]
        for process in crowd:
            process.start()
        secrets = {answers.get(timeout=30) for _ in crowd}
        for process in crowd:
            process.join(30)
        assert secrets == {(folder / "secret_key").read_text()}
        assert len(secrets.pop()) == 64
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_the_secret_file_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    first = settings_from({"CAMPMATCH_DATA": str(tmp_path)}).secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert settings_from({"CAMPMATCH_DATA": str(tmp_path)}).secret_key == first
