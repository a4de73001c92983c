"""What the trade is: forms, sheets, scores, calls, people; pure values and functions, standard library only."""
