"""What an analyst should be told of a plan: sums, years, dates, blanks."""

from kehoach.checks.money_sums import confirm
from kehoach.checks.whole import check_plan

__all__ = ["check_plan", "confirm"]
