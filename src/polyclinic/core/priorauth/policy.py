"""Who may read, make and change prior authorizations: they are about coverage."""

READ = "coverage:read"
WRITE = "coverage:write"
