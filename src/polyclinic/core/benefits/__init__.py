"""What a plan pays for a specialty: asked of the payer, worked until it is known, kept as evidence."""
