"""The report of a camp: on the page, and as PDF, XLSX and CSV."""

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, organisers
from app.services import acts
from app.services.afterwards.report import files
from app.services.afterwards.report.hiding import FEWEST

blueprint = Blueprint("results", __name__, url_prefix="/console/<slug>/results")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Everything, with exact numbers: it stays in the house."""
    report = files.report_of(g.camp, is_outside=False)
    return render_template("results/index.html", report=report, fewest=FEWEST)


@blueprint.get("/report.pdf")
@allow(organisers)
def pdf(slug: str) -> ResponseReturnValue:
    """To print or to send."""
    return _file(files.as_pdf(g.camp), "report.pdf", "application/pdf")


@blueprint.get("/report.xlsx")
@allow(organisers)
def xlsx(slug: str) -> ResponseReturnValue:
    """A sheet for each part."""
    return _file(files.as_xlsx(g.camp), "report.xlsx", XLSX)


@blueprint.get("/<key>.csv")
@allow(organisers)
def figures(slug: str, key: str) -> ResponseReturnValue:
    """One part's figures."""
    return _file(files.as_csv(g.camp, key), f"{key}.csv", "text/csv")


def _file(content: bytes, name: str, kind: str) -> Response:
    """The file under a name that says of which camp it is; taking it out is logged."""
    how = "inline" if kind == "application/pdf" else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{g.camp.slug}-{name}"'}
    acts.note_export(g.camp, current_user._get_current_object(), "report")
    return Response(content, mimetype=kind, headers=headers)
