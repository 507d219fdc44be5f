"""What a mark, a halt and a late price change."""
