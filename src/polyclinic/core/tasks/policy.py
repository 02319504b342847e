"""Who may see and work on tasks."""

READ = "tasks:read"
WRITE = "tasks:write"
