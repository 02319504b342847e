"""A Django REST Framework service of the plain sort, doing the bench's encounter work. It runs in ``.venv/peers``."""
