# nbarc profile (nbprofile(5)): dailies since about 1980, and what is used when
# no profile is named. Copy this file to make your own.
name = modern

# A break is joined from this probability on; breaks between these two are for
# review.
threshold = .8
review = .2 .8

# Half-width marks and what is written for them, unless both neighbours are
# digits or both are Latin letters.
punctuation = ,， :： ;； ?？ !！ (（ )）

# nbnorm knows 。？！… as ends of sentences, “”‘’「」『』《》【】〔〕（） as
# quotation marks and brackets, names between middle dots as bylines, names before
# 摄 as credits, and 本报讯, 新华社…电 as openings. What stands below is added to that:
#
#   stop = ．                   ends a sentence
#   open = 〝                   opens a quotation
#   close = 〞                  closes it
#   byline = 本报记者*          a whole block that says who wrote
#   credit = *（资料图片）      a whole block that says who took the picture
#   opening = 据*报道           how a block begins
#
# In a pattern * is anything, ? one character.
