"""Who may ask what plans pay, and see what was said: it is about coverage."""

READ = "coverage:read"
WRITE = "coverage:write"
