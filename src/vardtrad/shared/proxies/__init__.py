"""Who acts for whom: guardians for children, god man and förvaltare for adults, and what each may do at which age."""
