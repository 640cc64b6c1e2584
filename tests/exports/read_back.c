/* Reads a calendar with libical, as Evolution, KOrganizer and many servers do.
 *
 *   read_back CALENDAR.ics WALLS.txt
 *
 * Prints "valid 1" when icalrestriction_check finds nothing, "errors N", then for each event
 * "event UID START END SEQUENCE STATUS SUMMARY" and for each wall time of the second file (20260329T010000, a line
 * each, on the clocks of the calendar's first VTIMEZONE) "wall INSTANT"; all times in UTC. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *content_of(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
    long size = ftell(file);
    char *text = malloc((size_t)size + 1);
    rewind(file);
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size) exit(2);
    text[size] = '\0';
    fclose(file);
    return text;
}

static const char *in_utc(struct icaltimetype time) {
    return icaltime_as_ical_string(icaltime_convert_to_zone(time, icaltimezone_get_utc_timezone()));
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    icalcomponent *calendar = icalparser_parse_string(content_of(arguments[1]));
    if (calendar == NULL) return 3;
    printf("valid %d\n", icalrestriction_check(calendar));
    printf("errors %d\n", icalcomponent_count_errors(calendar));
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; event != NULL; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        printf("event %s %s %s %d %s %s\n", icalcomponent_get_uid(event), in_utc(icalcomponent_get_dtstart(event)),
               in_utc(icalcomponent_get_dtend(event)), icalcomponent_get_sequence(event),
               icalenum_status_to_string(icalcomponent_get_status(event)), icalcomponent_get_summary(event));
    }
    icalcomponent *rules = icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT);
    if (rules == NULL) return 0;
    icaltimezone *zone = icaltimezone_new();
    if (!icaltimezone_set_component(zone, icalparser_parse_string(icalcomponent_as_ical_string(rules)))) return 4;
    for (char *wall = strtok(content_of(arguments[2]), "\n"); wall != NULL; wall = strtok(NULL, "\n")) {
        struct icaltimetype time = icaltime_from_string(wall);
        icaltime_set_timezone(&time, zone);
        printf("wall %s\n", in_utc(time));
    }
    return 0;
}
