"""Who may ask patients for consent and read what they consented to; who may answer."""

READ = "consents:read"
WRITE = "consents:write"
DECIDE = "consents:decide"
"""Answers for a patient: held by whoever opens the link that was sent to the patient, in no role."""
