"""Signing in and out, by mail or password, and the account."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, anybody, signed_in
from app.blueprints.accounts.forms import CodeForm, LanguageForm, MailForm, NewPasswordForm, PasswordForm
from app.browser import browser_key, note_address, noted_address, sign_in_here, sign_out_here
from app.limits import code_limit, mail_limit, password_limit, password_of_address_limit
from app.models import User
from app.services.accounts import accounts, homes
from app.services.accounts import sign_in as mail_sign_in
from app.services.clock import now
from app.services.own_data import my_data
from app.services.refusals import Refusal

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(anybody)
@mail_limit
def sign_in() -> ResponseReturnValue:
    """Ask for the email address; whatever it is, the answer is that a mail is on its way if it is known."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_next_path())
    form = MailForm(email=noted_address())
    if form.validate_on_submit():
        note_address(form.email.data.strip())
        mail_sign_in.ask(form.email.data, browser_key(), _next_path(), g.language)
        return redirect(url_for(".check"))
    return _sign_in_page(form, PasswordForm(None, prefix="with-"))


@blueprint.route("/sign-in/password", methods=["GET", "POST"])
@allow(anybody)
@password_limit
@password_of_address_limit
def password() -> ResponseReturnValue:
    """Sign in with a password; the same words whether address or password is wrong."""
    form = PasswordForm(prefix="with-")
    if form.validate_on_submit():
        try:
            user = accounts.enter_by_password(form.email.data, form.password.data)
        except Refusal as refusal:
            form.password.errors = [refusal.message]
        else:
            return _let_in(user, _next_path())
    return _sign_in_page(form, form)


@blueprint.route("/sign-in/check", methods=["GET", "POST"])
@allow(anybody)
@code_limit
def check() -> ResponseReturnValue:
    """Say that a mail is on its way, and take the code in it."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            entry = mail_sign_in.enter_by_code("".join(form.code.data.split()), browser_key())
        except Refusal as refusal:
            form.code.errors = [refusal.message]
        else:
            return _let_in_by_mail(entry)
    return render_template("accounts/check.html", form=form, address=noted_address())


@blueprint.get("/sign-in/link/<token>")
@allow(anybody)
def link(token: str) -> ResponseReturnValue:
    """A page with a button and nothing else, for mail scanners open every link."""
    user = mail_sign_in.owner_of_link(token)
    if user is None:
        return render_template("accounts/void.html"), 410
    return render_template("accounts/link.html", user=user, token=token)


@blueprint.post("/sign-in/link/<token>")
@allow(anybody)
@code_limit
def use_link(token: str) -> ResponseReturnValue:
    """The button was pressed: the link is used up, and its user is in."""
    try:
        entry = mail_sign_in.enter_by_link(token)
    except Refusal:
        return render_template("accounts/void.html"), 410
    return _let_in_by_mail(entry)


@blueprint.post("/sign-out")
@allow(anybody)
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    sign_out_here()
    flash(_("You are signed out."), "success")
    return redirect(url_for("site.home"))


@blueprint.route("/account", methods=["GET", "POST"])
@allow(signed_in)
@password_limit
def account() -> ResponseReturnValue:
    """The account: password, language, sessions. Posting sets the password."""
    user, form = _me(), NewPasswordForm()
    if form.validate_on_submit():
        try:
            accounts.change_password(
                user, form.present.data or "", form.password.data, is_proven=_is_proven()
            )
        except Refusal as refusal:
            form.present.errors = [refusal.message]
        else:
            sign_in_here(user)
            flash(_("The password is set. Everywhere else you are signed out."), "success")
            return redirect(url_for(".account"))
    language = LanguageForm(None, language=user.language)
    asks_present = user.password_hash is not None and not _is_proven()
    return render_template(
        "accounts/account.html",
        form=form,
        language=language,
        user=user,
        asks_present=asks_present,
        registrations=my_data.registrations_of(user),
    )


@blueprint.post("/account/language")
@allow(signed_in)
def language() -> ResponseReturnValue:
    """The language of pages and mails."""
    form = LanguageForm()
    if form.validate_on_submit():
        accounts.choose_language(_me(), form.language.data)
        session["language"] = form.language.data
        return redirect(url_for(".account"))
    flash(_("Choose one of the languages."), "error")
    return redirect(url_for(".account"))


@blueprint.post("/account/sign-out-everywhere")
@allow(signed_in)
def sign_out_everywhere() -> ResponseReturnValue:
    """End the sessions of all browsers, this one too."""
    accounts.sign_out_everywhere(_me())
    sign_out_here()
    flash(_("You are signed out in all browsers."), "success")
    return redirect(url_for(".sign_in"))


def _me() -> User:
    user: User = current_user._get_current_object()
    return user


def _next_path() -> str:
    return accounts.safe_path(request.args.get("next"))


def _sign_in_page(form: MailForm | PasswordForm, password_form: PasswordForm) -> ResponseReturnValue:
    """The page with both ways in; `form` is the one that was sent, and is shown with what is wrong."""
    mail_form = form if isinstance(form, MailForm) else MailForm(None)
    return render_template(
        "accounts/sign_in.html",
        form=form,
        mail_form=mail_form,
        password_form=password_form,
        next=_next_path(),
    )


def _let_in_by_mail(entry: mail_sign_in.Entry) -> ResponseReturnValue:
    """As below; for some minutes the account page asks for no present password."""
    response = _let_in(entry.user, entry.next_path)
    session["mail_shown_at"] = int(now().timestamp())
    return response


def _is_proven() -> bool:
    """Whether this browser has just signed in by mail."""
    return now().timestamp() - int(session.get("mail_shown_at", 0)) < mail_sign_in.LIFETIME.total_seconds()


def _let_in(user: User, path: str) -> ResponseReturnValue:
    """A session of thirty days for the user, who goes on to the path; from the front page, home."""
    session.pop("address", None)
    session.pop("mail_shown_at", None)
    sign_in_here(user)
    path = accounts.safe_path(path)
    return redirect(homes.home_of(user) if path == "/" else path)
