"""What kind of data a text or a column holds: shapes find candidates, validators, keywords and neighbours confirm them."""
