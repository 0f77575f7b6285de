"""Fixtures for the tests of all folders: those beside the code and those in tests/."""

pytest_plugins = [
    "tests.database", "tests.people", "tests.planners", "tests.clamd", "tests.chromium", "tests.providers",
    "tests.bankid", "tests.saml", "tests.parts",
]  # fmt: skip
