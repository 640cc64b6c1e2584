"""After the camp: outcomes, contacts, results, report and follow-up."""
