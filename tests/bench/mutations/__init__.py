"""Single-line changes for the worse, one at a time, and whether the tests notice; see the README beside."""
