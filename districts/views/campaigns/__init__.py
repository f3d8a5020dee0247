"""Pages of the campaigns (群众性创建)."""
