"""Who may read and change encounters."""

READ = "encounters:read"
WRITE = "encounters:write"
