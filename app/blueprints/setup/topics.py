"""The camp's topics."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import TopicForm, TopicsForm
from app.blueprints.setup.pages import NUMBER, blueprint, done, succeeds, try_or_tell
from app.services.setup import topics as service


@blueprint.route("/console/<slug>/topics", methods=["GET", "POST"])
@allow(organisers)
def topics(slug: str) -> ResponseReturnValue:
    """The topics with how many people name them, and a form for more."""
    form = TopicsForm()
    if succeeds(form, lambda: service.add_topics(g.camp, form.names(), by=current_user)):
        count = len(form.names())
        return done("setup.topics", ngettext("%(num)d topic is added.", "%(num)d topics are added.", count))
    listed, uses = service.topics_of(g.camp), service.uses_of(g.camp)
    return render_template("setup/topics.html", form=form, topics=listed, uses=uses)


@blueprint.route(f"/console/<slug>/topics/{NUMBER}", methods=["GET", "POST"])
@allow(organisers)
def topics_rename(slug: str, number: int) -> ResponseReturnValue:
    """Call a topic otherwise."""
    topic = service.topic_of(g.camp, number)
    form = TopicForm(obj=topic)
    if succeeds(
        form, lambda: service.rename_topic(g.camp, number, form.name.data, form.name_da.data, by=current_user)
    ):
        return done("setup.topics", _("The topic is renamed."))
    return render_template("setup/topic.html", form=form, topic=topic)


@blueprint.post(f"/console/<slug>/topics/{NUMBER}/remove")
@allow(organisers)
def topics_remove(slug: str, number: int) -> ResponseReturnValue:
    """Remove a topic that nobody names."""
    return try_or_tell(
        "setup.topics",
        lambda: service.remove_topic(g.camp, number, by=current_user),
        _("The topic is removed."),
    )
