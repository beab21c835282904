# nbarc profile (nbprofile(5)): texts whose marks were all typed in half width,
# the full stop and the quotation marks too.
name = halfwidth
threshold = .8
review = .2 .8

# The full stop is written in full width behind a Han character alone, and not
# before another one: 3.5, No.1 and ... stay as they are.
punctuation = ,， :： ;； ?？ !！ (（ )） .。

# The same mark opens and closes a quotation.
stop = .
open = "
close = "
