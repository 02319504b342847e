"""What every practice reads and none writes: the files that ship with the program, and how they are loaded."""
