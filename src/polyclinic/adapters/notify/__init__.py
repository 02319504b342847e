"""Carries messages to people: by mail server, by a provider of texts and calls, or nowhere."""
