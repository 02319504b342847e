"""Who may have messages sent and look at them."""

READ = "messages:read"
WRITE = "messages:write"
