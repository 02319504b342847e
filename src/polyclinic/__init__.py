"""One practice record, served through several published health APIs at once."""

__version__ = "0.1.0"
