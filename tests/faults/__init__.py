"""Drills: what was acknowledged is kept, however the server dies."""

# Where a worker dies: before it looks at the request, inside the transaction, or between the
# commit and the answer.
BEFORE, INSIDE, AFTER = "before", "inside", "after"
