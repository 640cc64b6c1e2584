"""Secrets that stand in links and cookies: made at random, kept only as digests."""

import secrets
from hashlib import sha256


def new() -> str:
    """A fresh secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits, for people who read the mail on another device."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256 in 64 hexadecimal digits. Needs no salt, for the secret is long."""
    return sha256(secret.encode()).hexdigest()


def code_digest(code: str, browser_key: str) -> str:
    """What is kept of a code: six digits are soon tried out, so the browser's long key goes in with them."""
    return digest(f"{browser_key}/{code}")
