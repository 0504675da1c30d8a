"""Other authorities' trust lists, directories and keys, read and converted into one trust list of ours."""
