"""Who may read and change what is known about patients' health."""

READ = "clinical:read"
WRITE = "clinical:write"
