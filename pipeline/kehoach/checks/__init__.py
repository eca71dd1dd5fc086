"""What an analyst should be told of a plan: sums, years, dates, blanks."""

from kehoach.checks.whole import check_plan

__all__ = ["check_plan"]
