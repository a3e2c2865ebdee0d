"""`python -m flows`: the same as `newsgauge`."""

from flows.cli import main

main()
