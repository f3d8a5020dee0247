"""Public-service tasks as pages, exports and the annual report read them."""
