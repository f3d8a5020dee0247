"""Districts as pages, exports and the annual report read them."""
