"""Who may see what is asked of the practice, and say that it is done: it is about coverage."""

READ = "coverage:read"
WRITE = "coverage:write"
