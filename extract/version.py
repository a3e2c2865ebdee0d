"""The version of the rules, apart from them: who only asks for it need not load the reader."""

EXTRACTOR_VERSION = "6"
"""Rises with every change of rules or catalogues that can change an observation."""
