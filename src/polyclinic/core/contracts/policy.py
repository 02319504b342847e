"""Who may read and change contracts."""

READ = "organisation:read"
WRITE = "organisation:write"
