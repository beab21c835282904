# SPDX-License-Identifier: Apache-2.0
# Source archives, Debian packages, and tests of what is installed.

dist_name := nbarc-$(version)
dist_file := $B/dist/$(dist_name).tar.xz

.PHONY: dist distcheck installcheck deb sbom symbols contact

# git writes the time of the commit, root as the owner and modes that no umask
# changes, so the bytes are the same wherever and whenever they are made.
dist: ## make the source archive of the last commit, $B/dist/nbarc-VERSION.tar.xz
	@git diff --quiet HEAD -- || { \
		echo "dist: what is not committed would be left out" >&2; exit 1; }
	@mkdir -p $(dir $(dist_file))
	git -c tar.umask=0022 archive --format=tar --prefix=$(dist_name)/ HEAD | \
		xz -9 -T1 >$(dist_file)

distcheck: deps-dist ## make the source archive twice; build, install and test what is in it
	@$(MAKE) dist
	@B='$B' DIST='$(dist_file)' tests/run tests/dist/run

installcheck: ## test what was installed under $(DESTDIR)$(prefix)
	@BINDIR='$(DESTDIR)$(bindir)' LIBDIR='$(DESTDIR)$(libdir)' \
		DATADIR='$(DESTDIR)$(datadir)' MANDIR='$(DESTDIR)$(mandir)' \
		tests/run tests/dist/installed

deb: deps-deb ## make Debian packages in $B/deb, and check them with lintian
	@$(MAKE) dist
	@B='$B' DIST='$(dist_file)' VERSION='$(version)' tests/dist/deb

contact: ## write who receives reports of faults, CONTACT='Name <address>', into what you distribute
	@tests/dist/contact.py "$$CONTACT"
contact: export CONTACT := $(CONTACT)

symbols: all ## list what the libraries export in debian/*.symbols
	@for lib in $(lib_names); do file=debian/$${lib}0.symbols; \
		B='$B' tests/dist/symbols $$lib '$(version)' >$B/symbols && \
		mv $B/symbols $$file || exit 1; done

sbom: ## write the software bill of materials, $B/nbarc-VERSION.spdx.json (SPDX 2.3), and check it
	@mkdir -p $B
	@tests/dist/sbom.py '$(version)' '$B/$(dist_name).spdx.json'
	@tests/dist/sbom.py --check '$B/$(dist_name).spdx.json'
