"""Setting a camp up: texts and dates, programme, slots, tables, topics, team."""
