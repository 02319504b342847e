"""Who may have the record exported: whoever may read all that an export can hold."""

READ = "patients:read"
WRITE = "documents:write"
