"""Who may read and change the schedule."""

READ = "appointments:read"
WRITE = "appointments:write"
