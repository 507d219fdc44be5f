"""What only looks at the book."""
