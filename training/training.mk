# SPDX-License-Identifier: Apache-2.0
# Make the model files of the library from ../shared, and judge them on pages of
# other dates. Results are written to $B/training/PAGES; only `make train-install`
# changes the files that the library is built from. The recipe.md of each folder
# says how a model is made, and has the figures.

# Where corpus/ and eval/mkpages.py are.
SHARED ?= ../shared
# The most pages of each kind, and articles of each corpus: `all`, or a number for
# a trial.
TRAIN_PAGES ?= all
# A text model for the weights that depend on one; a new one is made if it is not
# given.
TRAIN_MODEL ?= $(train_dir)/nbnorm.model

train_dir = $B/training/$(TRAIN_PAGES)
train_bin := $B/training/bin
train_programs := $(addprefix $(train_bin)/,breaks places structure)
train_packages := $(build_packages) zstd python3 python3-xgboost opencc

# What the library is built from, and what train-install replaces.
shipped_simple := lib/page/text/simple.bin
shipped_text := lib/page/weigh/nbnorm.model
shipped_ragged := lib/page/weigh/ragged_weights.h
shipped_places := lib/page/place/place_weights.h
shipped_structure := lib/article/nbtei.model
shipped_starts := lib/article/starts.model
shipped_frequency := lib/encoding/convert/frequency.bin
shipped_gb18030 := lib/encoding/gb18030/gb18030_table.c
shipped := $(shipped_simple) $(shipped_text) $(shipped_ragged) $(shipped_places) \
	$(shipped_structure) $(shipped_starts) $(shipped_frequency) $(shipped_gb18030)
twins_source := lib/page/record/suspects.c
detect_source := lib/encoding/convert/detect.c

.PHONY: train train-page train-place train-article train-media train-learn \
	train-encoding train-install \
	train-programs check-training

train: deps-train ## make every model from ../shared and judge it
	@$(MAKE) --no-print-directory train-page train-place train-article \
		train-learn train-encoding

# ---- programs
# Others than the compilers that we test may warn of more: TRAIN_CFLAGS=-Werror
# makes warnings errors.
TRAIN_CFLAGS ?=
$B/training/%.o: cflags += -Itraining $(TRAIN_CFLAGS)

train_objects = $(patsubst %,$B/training/%.o,common $(1)) $B/libnbarc.a
$(train_bin)/breaks: $(call train_objects,page/breaks page/pairs page/ragged \
	page/rows page/regression page/newton)
$(train_bin)/places: $(call train_objects,page/places page/newton)
$(train_bin)/structure: $(call train_objects,article/structure article/lettered)
$(train_programs):
	@mkdir -p $(@D)
	$(CC) $(cflags) $(ldflags) -o $@ $^ $(core_libs) -lm

train-programs: $(train_programs)

# ---- pages
train_sets := daily bulletin gazette
test_sets := daily-test bulletin-test gazette-test
ragged_sets := daily-old-test daily-loose-test
# Of the repair decision only: articles in other shapes, and media that are not
# trained on.
shaped_sets := daily-old daily-unmarked daily-short bulletin-old bulletin-unmarked \
	daily-loose bulletin-loose
other_sets := month-test weekly-test month-old-test month-unmarked-test \
	weekly-old-test weekly-unmarked-test month-loose-test weekly-loose-test
lists_of = $(patsubst %,$(train_dir)/pages/%/$(1),$(2))
train_lists := $(call lists_of,list,$(train_sets))
test_lists := $(call lists_of,list,$(test_sets))
shaped_lists := $(call lists_of,list,$(shaped_sets))
other_lists := $(call lists_of,list,$(other_sets))
ragged_lists := $(call lists_of,list,$(ragged_sets))
page_scripts := $(addprefix training/page/,make-pages.sh sets labels.py boxes.py) \
	training/corpus.py training/article/media.py training/page/loose.py

$(train_lists) $(test_lists) $(shaped_lists) $(other_lists) \
		$(ragged_lists): $(train_dir)/pages/%/list: $(page_scripts)
	training/page/make-pages.sh '$(SHARED)' $* $(TRAIN_PAGES) $(@D)

# ---- the repair decision
# Weights that depend on TRAIN_MODEL are fitted each time: it may be another one.
.PHONY: refit
refit:

pairs := $(addprefix $(train_dir)/pairs.,0 1 all)
$(pairs): $(train_dir)/pairs.%: $(train_bin)/breaks $(train_lists)
	$< pairs $@ $(call lists_of,text.$*,$(train_sets))

# Lines that stand around a break are learned from wrapped pages alone, which are so
# many that a third of the gazettes is enough.
$(train_dir)/nbnorm.model: $(pairs) $(train_lists) $(shaped_lists)
	cat $(train_lists) $(shaped_lists) >$(@D)/breaks.list
	$(train_bin)/breaks fit $(@D)/pairs.0 $(@D)/pairs.1 $(@D)/weights \
		$(@D)/breaks.list
	$(train_bin)/breaks join $(@D)/weights $(@D)/pairs.all $@
	grep '/wrap\.' $(@D)/breaks.list >$(@D)/rows.list
	awk 'NR % 3 == 0' $(call lists_of,list.wrap.1,gazette) >>$(@D)/rows.list
	$(train_bin)/breaks rows $(@D)/weights.0 $(@D)/weights.1 $@ $(@D)/rows.list

$(train_dir)/simple.bin: training/page/simple.py training/corpus.py
	@mkdir -p $(@D)
	$< $@

# Every seventh of the scans is enough beside the ten real ones. Of the wrapped pages
# in other shapes only few are ragged.
$(train_dir)/ragged_weights.h: $(TRAIN_MODEL) $(train_bin)/breaks $(test_lists) \
		$(ragged_lists) refit
	training/page/leaflets.sh '$(SHARED)' ragged >$(@D)/ragged.real
	awk 'NR % 7 == 0' $(call lists_of,list.scan.1,daily-test) \
		>$(@D)/ragged.made
	cat $(call lists_of,list.wrap.1,$(ragged_sets)) >>$(@D)/ragged.made
	$(train_bin)/breaks ragged $(TRAIN_MODEL) $(@D)/ragged.real \
		$(@D)/ragged.made >$@ 2>$(@D)/ragged.figures

train-page: ## make the repair model, judge it on later pages
train-page: $(train_dir)/nbnorm.model $(train_dir)/ragged_weights.h $(test_lists) \
		$(other_lists) $(train_dir)/simple.bin $B/nbnorm
	@echo '# breaks: one pass at .8 (.4 in ragged lines, .5 with indents)'
	@training/page/judge.sh $(train_bin)/breaks $(train_dir)/pages \
		'$(test_sets) $(other_sets)' shipped=$(shipped_text) new=$(train_dir)/nbnorm.model
	@echo '# ragged lines: each leaflet with weights of the others'
	@cat $(train_dir)/ragged.figures
	@echo '# suspects: by nbnorm, with the shipped table'
	@training/page/suspects.py $B/nbnorm $(twins_source) \
		$(call lists_of,clean.1,daily-test)
	@training/page/suspects.py $B/nbnorm $(twins_source) \
		$(call lists_of,clean.1,bulletin-test)
	@$(call same,$(train_dir)/simple.bin,$(shipped_simple))
	@$(call same,$(train_dir)/nbnorm.model,$(shipped_text))
	@$(call same,$(train_dir)/ragged_weights.h,$(shipped_ragged))

# Whether a file that was made is the one that the library has.
same = cmp -s $(1) $(2) && echo '$(1): the same as $(2)' || \
	echo '$(1): not the same as $(2)'

# ---- line boxes
place_pages := daily-test/wrap.1 daily-test/wrap.2 bulletin-test/wrap.1
$(train_dir)/place_weights.h: $(TRAIN_MODEL) $(train_bin)/places $(test_lists) \
		training/page/typeset.py refit
	training/page/leaflets.sh '$(SHARED)' places >$(@D)/place.real
	for pages in $(place_pages); do training/page/typeset.py \
		$(train_dir)/pages/$$pages 1 20 || exit 1; done >$(@D)/place.made
	$(train_bin)/places $(TRAIN_MODEL) $(@D)/place.real $(@D)/place.made \
		>$@ 2>$(@D)/place.figures

train-place: ## fit the weights of line boxes, judge them on other leaflets
train-place: $(train_dir)/place_weights.h
	@echo '# line boxes: each leaflet with weights of the others'
	@cat $(train_dir)/place.figures
	@$(call same,$(train_dir)/place_weights.h,$(shipped_places))

# ---- structure
train_tags := $(call lists_of,tags,$(train_sets))
test_tags := $(call lists_of,tags,$(test_sets))
tag_scripts := $(addprefix training/article/,make-tags.sh sets tags.py)
$(train_tags) $(test_tags): %/tags: %/list $(tag_scripts) $B/nbnorm
	training/article/make-tags.sh $B/nbnorm $(train_dir)/pages $(notdir $*)

# The first is judged; the one that is shipped has seen all pages.
$(train_dir)/nbtei.judged: $(train_tags)
$(train_dir)/nbtei.model: $(train_tags) $(test_tags)
$(train_dir)/nbtei.judged $(train_dir)/nbtei.model: $(train_bin)/structure
	cat $(filter %/tags,$^) >$@.list
	$(train_bin)/structure fit $@ $@.list

train-article: ## make the structure model, judge it on later pages
train-article: $(train_dir)/nbtei.judged $(train_dir)/nbtei.model $(test_tags) \
		$B/nbtei
	@echo '# structure: the shipped model has seen these pages;' \
		'insertions by nbtei'
	@training/article/judge.sh $(train_bin)/structure $B/nbtei \
		$(train_dir)/pages shipped=$(shipped_structure) \
		new=$(train_dir)/nbtei.judged
	@$(call same,$(train_dir)/nbtei.model,$(shipped_structure))

# ---- structure: trees, from several media
media := $(train_dir)/media
media_scripts := $(addprefix training/article/,make-media.sh media media.py tags.py)
$(media)/lists: $(media_scripts) | $B/nbnorm
	training/article/make-media.sh '$(SHARED)' $B/nbnorm $(TRAIN_PAGES) $(@D)

$(media)/traits: $(media)/lists $(train_bin)/structure lib/article/traits.h
	for name in $$(cat $<); do $(train_bin)/structure traits \
		$(media)/$$name.traits $(media)/$$name.list || exit 1; done
	touch $@

$(train_dir)/starts.model: $(media)/traits training/article/starts.py
	training/article/starts.py lib $@ $(media)/*.traits

train-media: ## make the trees of the structure model, judge them on unseen media
train-media: $(train_dir)/starts.model
	@echo '# structure: the field alone, and with trees; neither has seen' \
		'the medium'
	@training/article/judge-media.sh $(train_bin)/structure lib $(media)
	@$(call same,$(train_dir)/starts.model,$(shipped_starts))

# Draws of the pages that are learned from.
TRAIN_DRAWS ?= 5
train-learn: ## judge what corrected pages teach, on media that no part of the model has seen
train-learn: train-media
	@echo '# structure: after so many corrected pages of a medium'
	@training/article/judge-learn.sh $(train_bin)/structure $(media) \
		$(TRAIN_DRAWS)

# ---- charsets
train_most = $(if $(filter-out all,$(TRAIN_PAGES)),--most $(TRAIN_PAGES))
corpus_of = '$(SHARED)/corpus/$(1).jsonl.zst$(2)'
encoding_scripts := training/encoding/frequency.py training/corpus.py

$(train_dir)/gb18030_table.c: training/encoding/gb18030_table.py
	@mkdir -p $(@D)
	$< >$@

$(train_dir)/frequency.bin: $(encoding_scripts)
	@mkdir -p $(@D)
	$< $(train_most) $@ $(call corpus_of,rmrb-dev) $(call corpus_of,xwlb-dev) \
		$(call corpus_of,laws)

# Detection with frequencies of earlier texts, for the judge: detect.c embeds the
# file of this name below the folder that it is compiled in.
judged := $(train_dir)/judged
$(judged)/$(shipped_frequency): $(encoding_scripts)
	@mkdir -p $(@D)
	$< $(train_most) $@ $(call corpus_of,rmrb-dev,:2019-02-01:2019-02-28) \
		$(call corpus_of,xwlb-dev,:0000-00-00:2023-12-31) \
		$(call corpus_of,laws,:0000-00-00:2019-07-31)

$(judged)/detect.so: $(judged)/$(shipped_frequency) $B/libnbarc.a $(detect_source)
	cd $(judged) && $(CC) $(CPPFLAGS) $(cflags) -I$(CURDIR)/include \
		-I$(CURDIR)/lib -c -o detect.o $(CURDIR)/$(detect_source)
	$(CC) $(cflags) $(ldflags) -shared -o $@ $(judged)/detect.o $B/libnbarc.a \
		$(core_libs)

train-encoding: ## make the tables of charsets, judge detection on later texts
train-encoding: $(train_dir)/gb18030_table.c $(train_dir)/frequency.bin \
		$(judged)/detect.so
	@echo '# detection, with frequencies of earlier texts'
	@training/encoding/judge.py $(train_most) $(judged)/detect.so \
		$(call corpus_of,rmrb-dev,:2020-01-01) \
		$(call corpus_of,xwlb-dev,:2024-01-01) \
		$(call corpus_of,laws,:2019-08-01)
	@$(call same,$(train_dir)/gb18030_table.c,$(shipped_gb18030))
	@$(call same,$(train_dir)/frequency.bin,$(shipped_frequency))

# ---- the library's own files
train-install: ## replace the library's model files by those that were made
	@for file in $(shipped); do \
		made=$(train_dir)/$${file##*/}; \
		[ ! -f $$made ] || cmp -s $$made $$file || { \
			cp $$made $$file && echo "$$file: replaced"; }; \
	done

check-training: deps-train ## build and run all of training/ on a few pages
	@B='$B' CC='$(CC)' SHARED='$(SHARED)' tests/run tests/training/run
