"""Pages that all areas of fieldwork share."""
