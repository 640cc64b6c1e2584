"""Which mails a participant wants: their own page, and the page behind the link in a mail."""
