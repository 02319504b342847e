"""Who may ask payers and see what they said: it is about coverage."""

READ = "coverage:read"
WRITE = "coverage:write"
