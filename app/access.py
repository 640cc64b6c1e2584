"""The gate: every route and method names the rule that lets people in, and what names none is refused.

A view is declared like this; the rule is looked up before the view runs, with the camp of the
address and the visitor's place in it read from the database for this very request::

    @blueprint.route("/camps/<slug>/wishes", methods=["GET", "POST"])
    @allow(participants)
    def wishes(slug: str) -> ResponseReturnValue: ...

Views then find `g.camp`, `g.me` (their registration) and `g.role` loaded and checked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.models import Camp, CampRole, Invitation, Participant, User
from app.permissions import (
    has_place,
    may_administer,
    may_help_at_camp,
    may_run_camp,
    may_see_camp,
    may_take_part,
)
from app.services import camps
from app.services.accounts import teams
from app.services.registration import invitations

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True)
class Visit:
    """Who comes, and to which camp."""

    user: User | None
    camp: Camp | None
    role: CampRole | None
    me: Participant | None
    invitation: Invitation | None = None


@dataclass(frozen=True)
class Rule:
    """A named rule. `hides` answers 404 to signed-in people who may not know that the page exists."""

    name: str
    allows: Callable[[Visit], bool]
    hides: bool = False


def _sees_camp(visit: Visit) -> bool:
    """Whoever was invited sees the camp's own page, hidden or not."""
    invited = visit.invitation is not None
    return visit.camp is not None and (invited or may_see_camp(visit.camp, visit.user, visit.role, visit.me))


anybody = Rule("anybody", lambda visit: visit.camp is None or _sees_camp(visit), hides=True)
signed_in = Rule("signed in", lambda visit: visit.user is not None)
registered = Rule("registered", lambda visit: has_place(visit.me))
participants = Rule("participants", lambda visit: may_take_part(visit.me))
helpers = Rule("helpers", lambda visit: may_help_at_camp(visit.user, visit.role), hides=True)
organisers = Rule("organisers", lambda visit: may_run_camp(visit.user, visit.role), hides=True)
administrators = Rule("administrators", lambda visit: may_administer(visit.user), hides=True)


def allow(rule: Rule | None = None, **by_method: Rule) -> Callable[[View], View]:
    """Declare who may use a view: one rule for all its methods, or one for each (`GET=…, POST=…`)."""

    def declare(view: View) -> View:
        view.access = by_method if rule is None else {"*": rule}  # type: ignore[attr-defined]
        return view

    return declare


def rule_for(app: Flask, endpoint: str, method: str) -> Rule | None:
    """The rule that a view declares for a method (HEAD and OPTIONS count as GET), or None."""
    if endpoint == "static":
        return anybody
    declared: dict[str, Rule] = getattr(app.view_functions[endpoint], "access", {})
    method = "GET" if method in ("HEAD", "OPTIONS") else method
    return declared.get(method) or declared.get("*")


def _visit() -> Visit:
    """Load the camp of the address and the visitor's place in it; 404 when there is no such camp."""
    user = current_user._get_current_object() if current_user.is_authenticated else None
    slug = (request.view_args or {}).get("slug")
    if slug is None:
        return Visit(user, None, None, None)
    camp = camps.by_slug(slug)
    if camp is None:
        abort(404)
    code = (request.view_args or {}).get("invitation") or session.get("invitations", {}).get(slug)
    invitation = invitations.with_code(camp, code) if code else None
    return Visit(user, camp, teams.role_at(user, camp), teams.participant_of(user, camp), invitation)


def _opens(visit: Visit) -> bool:
    return visit.camp is not None and invitations.opens_registration(visit.camp, visit.invitation)


def _send_away(rule: Rule, visit: Visit) -> ResponseReturnValue:
    """To the sign-in page those whom we do not know yet; the others learn no more than they may."""
    if visit.camp is not None and not _sees_camp(visit):
        g.camp = None  # nor does the page that says no tell its name
        abort(404)
    if visit.user is None:
        flash(_("Please sign in to see this page."), "info")
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("accounts.sign_in", next=target))
    abort(404 if rule.hides else 403)


def check_visit() -> ResponseReturnValue | None:
    """Before every request: find the rule and apply it. No rule, no entry."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    rule = rule_for(g.app, request.endpoint, request.method)
    if rule is None:
        abort(403)
    visit = _visit()
    g.camp, g.me, g.role = visit.camp, visit.me, visit.role
    g.invitation = visit.invitation if _opens(visit) else None
    return None if rule.allows(visit) else _send_away(rule, visit)


def init_app(app: Flask) -> None:
    """Put the gate before every view, and refuse to start with a view or method that names no rule."""

    @app.before_request
    def gate() -> ResponseReturnValue | None:
        g.app = app
        return check_visit()

    for url_rule in app.url_map.iter_rules():
        for method in (url_rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if rule_for(app, url_rule.endpoint, method) is None:
                raise RuntimeError(f"{method} {url_rule} ({url_rule.endpoint}) declares no access rule")
