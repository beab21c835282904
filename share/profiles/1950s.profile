# nbarc profile (nbprofile(5)): dailies from the 1950s to the 1970s.
name = 1950s
threshold = .8
review = .2 .8
punctuation = ,， :： ;； ?？ !！ (（ )）

stop = ．
open = 〝
close = 〞

byline = 本报评论员
byline = 本报社论
byline = 本报记者??
byline = 本报记者???
byline = 本报通讯员??
byline = 本报通讯员???
byline = 新华社记者??
byline = 新华社记者???

credit = （新华社稿）
credit = （*摄）
credit = *记者*摄
credit = *摄影

opening = 新华社*电
opening = 新华社*讯
opening = 据新华社*电
opening = 〔新华社*〕
opening = 【新华社*】
opening = 〔本报*〕
opening = 【本报*】
opening = 毛主席语录
opening = 最高指示
