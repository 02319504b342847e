"""Who may read and change documents."""

READ = "documents:read"
WRITE = "documents:write"
