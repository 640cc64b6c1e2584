"""The interest graph as files for organisers: figures of each person as CSV, the graph as GraphML."""

from flask_babel import gettext as _

from app.exports.spreadsheets import rows_to_csv
from app.models import Camp
from app.scheduling.graphml import graphml_of
from app.services.interests.interest_page import overview_of


def figures_as_csv(camp: Camp) -> bytes:
    """A line for each confirmed participant, by name; the group is 0 for whoever is in none."""
    who = [_("Name"), _("Organisation"), _("Group")]
    headings = [*who, _("Wishes stated"), _("Wishes received"), _("Mutual wishes")]
    lines = []
    for one in overview_of(camp).people.values():
        wishes = one.standing
        figures = (wishes.stated, wishes.received, wishes.mutual)
        lines.append((one.name, one.organisation, one.group, *figures))
    return rows_to_csv([str(heading) for heading in headings], lines)


def graph_as_graphml(camp: Camp) -> bytes:
    """The people and their wishes; without anything that somebody would rather not."""
    page = overview_of(camp)
    labels: dict[str, dict[str, str | int]] = {
        name: {"label": one.name, "organisation": one.organisation, "group": one.group}
        for name, one in page.people.items()
    }
    return graphml_of(page.wished, labels)
