"""What a posterior hangs on: one question, one file, one function, one result."""
