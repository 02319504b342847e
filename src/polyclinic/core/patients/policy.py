"""Who may read and change patients."""

READ = "patients:read"
WRITE = "patients:write"
