"""Who may read and change facilities and legal entities."""

READ = "organisation:read"
WRITE = "organisation:write"
