# Numbers of the lines of a rule file that define something: lines of rules and derivatives f'(n) = ….
/^rule / { inside = 1; next }
/^end/ { inside = 0; next }
inside && /=/ && !/^ *#/ { print NR }
/^[a-z0-9_]+'\(/ { print NR }
