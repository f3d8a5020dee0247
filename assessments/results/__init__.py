"""Read models that cross tables: they return rows, not querysets."""
