"""Files' bytes: a local folder, or an object store."""
