"""The parts of the generator: each module prints one file."""
