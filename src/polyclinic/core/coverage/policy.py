"""Who may read and change coverages."""

READ = "coverage:read"
WRITE = "coverage:write"
