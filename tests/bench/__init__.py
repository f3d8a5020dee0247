"""What the pages and jobs cost on a synthetic county, as ratios to bare Django: `make bench`."""
