# nbarc profile (nbprofile(5)): traditional script and the republican press.
name = traditional
threshold = .8
review = .2 .8
punctuation = ,， :： ;； ?？ !！ (（ )）

stop = ． ｡
open = ﹁ ﹃ 〝 ｢
close = ﹂ ﹄ 〞 ｣

byline = 本報記者??
byline = 本報記者???
byline = 本報記者????
byline = 本報特派員??
byline = 本報特派員???
byline = （??譯）
byline = （???譯）

credit = （*攝）
credit = *記者*攝
credit = *攝影

opening = 【*訊】
opening = 【*電】
opening = 〔*訊〕
opening = 〔*電〕
opening = （*訊）
opening = 本市訊
opening = 本報*專電
opening = 中央社*電
opening = 路透*電
opening = 哈瓦斯*電
opening = 國聞社*電
