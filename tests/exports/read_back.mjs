// Reads a calendar with ical.js, as Thunderbird and many web calendars do.
// Standard input: {"ics": text, "walls": ["2026-03-29T01:00:00", …]}.
// Standard output: {"events": [{uid, summary, start, end, …}], "instants": ["2026-03-29T00:00:00Z", …]},
// all times in UTC; the walls are told on the clocks of the file's first VTIMEZONE.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { ics, walls } = JSON.parse(readFileSync(0, "utf8"));
const calendar = new ICAL.Component(ICAL.parse(ics));
for (const component of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(component);
}
const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
const describe = (component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    start: utc(event.startDate),
    end: utc(event.endDate),
    reminders: component.getAllSubcomponents("valarm").length,
    organizer: component.getFirstPropertyValue("organizer"),
    attendees: event.attendees.map((one) => one.getFirstValue()),
  };
};
const timezone = calendar.getFirstSubcomponent("vtimezone");
const zone = timezone && new ICAL.Timezone(timezone);
const instant = (wall) => {
  const time = ICAL.Time.fromString(wall);
  time.zone = zone;
  return utc(time);
};
console.log(JSON.stringify({
  name: calendar.getFirstPropertyValue("x-wr-calname"),
  method: calendar.getFirstPropertyValue("method"),
  events: calendar.getAllSubcomponents("vevent").map(describe),
  instants: walls.map(instant),
}));
