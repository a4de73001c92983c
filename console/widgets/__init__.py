"""Everything seen: painted parts, panels, screens and the window that holds them."""
