"""What every list of the product is made with: filters, places in a list, and counts that stop at a thousand."""
