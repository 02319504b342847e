"""The floor: a bare service that stores and finds what the server does for the same requests, and nothing else."""
