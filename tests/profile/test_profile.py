"""Editing one's profile, also in two windows at once."""

from sqlalchemy import select

from app.extensions import db
from app.models import (
    Camp,
    ConsentKind,
    InterestKind,
    Organisation,
    OrganisationKind,
    Participant,
    TopicInterest,
)
from app.services.registration import consents
from tests.makers import make_camp, make_organisation, make_participant, make_topic
from tests.page_client import PageClient

PATH = "/camps/nyborg/me/profile"


def someone(visit: PageClient, **values: object) -> Participant:
    """A participant of the camp Nyborg who is signed in and has a profile that can be saved as it is."""
    camp = make_camp("nyborg")
    body = make_organisation("Energy Cluster Denmark", kind=OrganisationKind.CLUSTER, country="DK")
    me = make_participant(camp, "Ada Holm", organisation_id=body.id, country="DK", **values)
    visit.sign_in(me.user)
    return me


def test_profile_shows_what_is_saved_and_saves_what_is_changed(visit):
    me = someone(visit, about="Old", is_listed=False, languages=["da"])
    camp = db.session.get_one(Camp, me.camp_id)
    hydrogen, heat = make_topic(camp), make_topic(camp, "Surplus heat", "Overskudsvarme")
    db.session.add(TopicInterest(camp_id=me.camp_id, participant_id=me.id, topic_id=hydrogen.id,
                                 kind=InterestKind.OFFER, strength=3))  # fmt: skip
    visit.get(PATH)
    assert visit.page.find(id="about").get_text(strip=True) == "Old"
    assert [box["value"] for box in visit.page.select("input[name=offer_topics][checked]")] == [
        str(hydrogen.id)
    ]
    visit.submit({
        "name": "Ada H. Holm", "about": "New\nlines", "organisation": "  a  new   CLUSTER ",
        "organisation_kind": "sme",
        "country": "SE", "need_topics": [str(heat.id)], "is_listed": "y", "languages": ["sv", "en"],
    })  # fmt: skip
    assert visit.texts(".flash") == ["Your profile is saved."]
    db.session.refresh(me)
    assert (me.name, me.about, me.country, me.is_listed, me.languages) == (
        "Ada H. Holm", "New\nlines", "SE", True, ["sv", "en"],
    )  # fmt: skip
    assert (me.organisation.name, me.organisation.kind, me.organisation.country) == (
        "a new CLUSTER",
        "sme",
        "SE",
    )
    assert me.user.name == "Ada Holm"
    kept = select(TopicInterest.kind, TopicInterest.topic_id, TopicInterest.strength)
    assert set(db.session.execute(kept).all()) == {
        (InterestKind.OFFER, hydrogen.id, 3),
        (InterestKind.NEED, heat.id, 2),
    }


def test_profile_joins_an_organisation_however_it_is_spelled_and_leaves_it_as_it_is(visit):
    me = someone(visit)
    university = make_organisation("Aalborg University", kind=OrganisationKind.UNIVERSITY, country="DK")
    visit.get(PATH)
    visit.submit({"organisation": "aalborg  UNIVERSITY", "organisation_kind": "company", "country": "NO"})
    db.session.refresh(me)
    assert me.organisation_id == university.id
    assert (university.name, university.kind, university.country) == (
        "Aalborg University",
        OrganisationKind.UNIVERSITY,
        "DK",
    )
    assert len(db.session.scalars(select(Organisation)).all()) == 2


def test_consents_are_on_record_with_their_moment_and_words(visit):
    me = someone(visit, is_listed=True)
    visit.get(PATH)
    visit.submit({"wants_mail": "y"})
    visit.get(PATH)
    visit.submit({"wants_mail": None, "job_title": "Director"})
    said = [(row.kind, row.is_given) for row in consents.history_of(me) if row.kind is ConsentKind.MAILING]
    assert said == [(ConsentKind.MAILING, True), (ConsentKind.MAILING, False)]
    data = visit.http.get("/account/data.json").json["registrations"][0]
    assert (data["is_listed"], data["wants_mail"], len(data["consents"])) == (True, False, 5)
    assert data["consents"][3]["words"].startswith("Write to me about later camps")


def test_profile_changed_in_another_window_keeps_what_was_typed_and_shows_the_difference(app, visit):
    me = someone(visit, job_title="Engineer")
    visit.get(PATH)
    other = PageClient(app)
    other.sign_in(me.user)
    other.get(PATH)
    other.submit({"job_title": "Director", "about": "From the other window"})
    visit.submit({"job_title": "Head of Engineering"})
    assert visit.texts(".error-summary__list li") == [
        "Your profile has been changed in another window since you opened this page."
    ]
    rows = [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in visit.page.select("tbody tr")
    ]
    assert [row for row in rows if row[0] in ("Role or job title", "About you")] == [
        ["Role or job title", "Director", "Head of Engineering"],
        ["About you", "From the other window", "–"],
    ]
    db.session.refresh(me)
    assert me.job_title == "Director"
    visit.submit({"about": "From the other window"})
    db.session.refresh(me)
    assert (me.job_title, me.about) == ("Head of Engineering", "From the other window")


def test_profile_refuses_topics_of_another_camp_and_fields_it_does_not_have(visit):
    me = someone(visit)
    make_topic(db.session.get_one(Camp, me.camp_id))
    stranger = make_topic(make_camp("other"))
    visit.get(PATH)
    visit.submit({"offer_topics": [str(stranger.id)]})
    assert visit.texts(".error-summary__list li") == [
        "One of these is no longer to be had. Look at the list again."
    ]
    values = {
        "version": str(me.version), "name": "Ada", "organisation": "X", "organisation_kind": "sme",
        "country": "DK",
        "languages": "en", "status": "withdrawn", "code": "mine", "user_id": "1",
        "checked_in_at": "2027-01-01",
    }  # fmt: skip
    code = me.code
    visit.post(PATH, values)
    db.session.refresh(me)
    assert (me.name, me.status, me.code, me.checked_in_at) == ("Ada", "confirmed", code, None)
    assert list(db.session.scalars(select(TopicInterest))) == []


def test_profile_of_visitors_and_people_of_other_camps_is_not_there(app, visit):
    someone(visit)
    PageClient(app).get(PATH, status=302)
    stranger = PageClient(app)
    stranger.sign_in(make_participant(make_camp("other")).user)
    stranger.get(PATH, status=403)
