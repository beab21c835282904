# nbarc profile (nbprofile(5)): dailies since about 1980. This profile is used
# if none is named. Copy this file to make your own.
name = modern

# A break is joined from the first probability on. Breaks between the two
# probabilities of the second line are listed for review.
threshold = .8
review = .2 .8

# Each page shows whether its lines are printed lines or paragraphs. With
# `paragraphs`, every line is a paragraph and none is joined.
lines = auto

# Half-width marks and the characters that replace them, unless both neighbours
# are digits or both are Latin letters.
punctuation = ,， :： ;； ?？ !！ (（ )）

# nbnorm itself knows 。？！… as ends of sentences, “”‘’「」『』《》【】〔〕（） as
# quotation marks and brackets, names between middle dots as bylines, names before
# 摄 as credits, and 本报讯, 新华社…电 as openings. Lines like these add to that:
#
#   stop = ．                   ends a sentence
#   open = 〝                   opens a quotation
#   close = 〞                  closes a quotation
#   byline = 本报记者*          a whole block that names the author
#   credit = *（资料图片）      a whole block that names the photographer
#   opening = 据*报道           how a block begins
#
# In a pattern, * matches any text and ? matches one character.
