"""Who may read and change practitioners."""

READ = "practitioners:read"
WRITE = "practitioners:write"
