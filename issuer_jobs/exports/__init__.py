"""From export files to judged events: reading, mapping columns, casting values, rules, rejects."""
