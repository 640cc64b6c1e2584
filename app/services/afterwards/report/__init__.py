"""The report of a camp: what took place, who took part, what came of it; for the house, and for outside."""
