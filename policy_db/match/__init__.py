"""政策找企业: the same rules, compiled to SQL, on a whole table of enterprises."""
