"""Write what the repository ships: the snapshot, pages made from the code."""
