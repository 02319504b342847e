"""Who may look terms up: whoever may read what is written with them."""

READ = "clinical:read"
