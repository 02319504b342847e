"""Who may have encounters scrubbed and read what was found."""

READ = "billing:read"
WRITE = "billing:write"
