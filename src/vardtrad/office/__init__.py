"""A clinic's other work lists: Listningsönskemål, Uppgifter, and questions from colleagues."""
