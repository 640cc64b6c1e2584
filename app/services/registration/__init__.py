"""Registration: from the first step to a place at the camp, profile and consents."""
