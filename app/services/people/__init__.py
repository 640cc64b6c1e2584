"""The organisers' people: table, import and export, approval, merging, acts on behalf of somebody."""
