"""How often one machine may knock at the doors that send mail or try passwords.

These stop a single machine; what protects one address, whatever machine asks, is counted in the
database (services/accounts/sign_in.py). A whole camp may sit behind one address of the conference hall.
"""

from flask import request
from flask_login import current_user

from app.extensions import limiter
from app.services import tokens
from app.services.accounts import accounts


def _address_typed() -> str:
    """The email address in the form, as a digest: limits are kept in stores that others may read."""
    return "address:" + tokens.digest(accounts.normalise_email(request.form.get("with-email", "")))


def _who() -> str:
    """Who is signed in."""
    return f"user:{current_user.get_id()}"


mail_limit = limiter.limit("40 per minute; 600 per hour", methods=["POST"])
code_limit = limiter.limit("40 per minute", methods=["POST"])
password_limit = limiter.limit("20 per minute; 200 per hour", methods=["POST"])
password_of_address_limit = limiter.limit(
    "10 per 10 minutes; 30 per day", key_func=_address_typed, methods=["POST"]
)
calendar_limit = limiter.limit("10 per 10 minutes; 60 per day", key_func=_who, methods=["POST"])
