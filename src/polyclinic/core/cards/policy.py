"""Who may have payers inferred: it is about coverage."""

READ = "coverage:read"
WRITE = "coverage:write"
