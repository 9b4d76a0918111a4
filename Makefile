# wenzhai: make, make deps, make demo, make check, make check-pictures, make soak, make bench, make fuzz,
# make lint, make format, make install.  BUILD=release|debug|asan|tsan|fuzz, each in build/$(BUILD).

BUILD ?= release
PREFIX ?= /usr/local
DESTDIR ?=
V_WERROR := $(if $(CI),-Werror)
OUT := build/$(BUILD)
VERSION := 0.1.0

# ---- compilers ----

LIBRARIES := libzip yaml-0.1 gumbo freetype2 harfbuzz harfbuzz-subset fontconfig icu-uc icu-i18n \
	glib-2.0 md4c md4c-html libdeflate libjpeg libpng zlib sqlite3
# Looked up by name when they are needed (src/base/curl.h, src/image/codec.h): headers only.
LOADED := libcurl
DECODER := vips
# libhyphen and libharu carry no pkg-config file.
LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lhpdf -lhyphen -lpthread -lm

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
	-Wwrite-strings -Wpointer-arith
FLAGS_release := -O2 -g -DNDEBUG
FLAGS_debug := -O0 -g3
FLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_tsan := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
FLAGS_fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(BUILD),fuzz)
CC := clang
endif
FLAGS := -std=c11 -D_GNU_SOURCE $(WARNINGS) $(V_WERROR) $(FLAGS_$(BUILD)) -fstack-protector-strong \
	-Isrc -DWENZHAI_VERSION='"$(VERSION)"' -DWENZHAI_DATADIR='"$(PREFIX)/share/wenzhai"' \
	$(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(LIBRARIES) $(LOADED) 2>/dev/null)) $(CFLAGS)
DECODER_FLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I $(DECODER) 2>/dev/null))
LINK := $(FLAGS_$(BUILD)) $(LDFLAGS)

# ---- the house: each folder and the folders that it may include, nearest first ----

FOLDERS := cli job build pdf raster epub layout text image clean collect model base
USES_base :=
USES_model := base
USES_collect := model base
USES_clean := model base
USES_image := model base
USES_text := model base
USES_layout := text model base
USES_epub := model base
USES_raster := layout text model base
USES_pdf := layout text model base
USES_build := pdf raster epub layout text image clean collect model base
USES_job := build $(USES_build)
USES_cli := job $(USES_job)

sources = $(sort $(wildcard src/$(1)/*.c))
objects = $(patsubst %.c,$(OUT)/%.o,$(call sources,$(1)))
archives = $(foreach f,$(1),$(OUT)/lib$(f).a)

all: $(OUT)/wenzhai
.PHONY: all units fuzzers deps deps-lint demo check check-built check-ace check-pictures soak bench fuzz lint format format-check install uninstall clean

define folder_rules
$(OUT)/lib$(1).a: $$(call objects,$(1))
	@rm -f $$@; ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rules,$(f))))

$(OUT)/src/image/codec.o: FLAGS += $(DECODER_FLAGS)
$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(OUT)/wenzhai: $(call archives,$(FOLDERS))
	$(CC) $(LINK) -o $@ $^ $(LIBS)

# Unit tests: tests/unit/FOLDER-what.c links FOLDER and what that may include.
UNITS := $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(sort $(wildcard tests/unit/*.c)))
folder_of = $(firstword $(subst -, ,$(notdir $(1))))
.SECONDEXPANSION:
$(UNITS): $(OUT)/tests/%: $(OUT)/tests/unit/%.o $$(call archives,$$(call folder_of,$$*) $$(USES_$$(call folder_of,$$*)))
	@mkdir -p $(@D)
	$(CC) $(LINK) -o $@ $^ $(LIBS)
units: $(UNITS)
.PRECIOUS: $(OUT)/tests/unit/%.o $(OUT)/tests/fuzz/%.o

# Fuzz targets: tests/fuzz/FOLDER-what.c, the same way (BUILD=fuzz).
FUZZERS := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(sort $(wildcard tests/fuzz/*.c)))
$(FUZZERS): $(OUT)/fuzz/%: $(OUT)/tests/fuzz/%.o $$(call archives,$$(call folder_of,$$*) $$(USES_$$(call folder_of,$$*)))
	@mkdir -p $(@D)
	$(CC) $(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)
fuzzers: $(FUZZERS)

$(OUT)/tests/unit/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Itests -MMD -MP -c -o $@ $<
$(OUT)/tests/fuzz/%.o: tests/fuzz/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Itests -MMD -MP -c -o $@ $<

-include $(foreach f,$(FOLDERS),$(patsubst %.o,%.d,$(call objects,$(f))))
-include $(wildcard $(OUT)/tests/unit/*.d $(OUT)/tests/fuzz/*.d)

# ---- what people call ----
# deps runs first and may bring the very libraries that the lines above ask pkg-config
# about: so what follows it is a make of its own.

deps:
	tests/tools/deps build run test

deps-lint:
	tests/tools/deps build lint

DEMO_OPTIONS := --timezone Asia/Shanghai --from 2021-07-12 --to 2021-07-25 --title 文摘 --now 2021-07-26T08:00:00+08:00

demo:
	tests/tools/deps build run
	$(MAKE) $(OUT)/wenzhai
	@mkdir -p build/demo
	$(OUT)/wenzhai build $(DEMO_OPTIONS) -o build/demo/wenzhai.epub -o build/demo/wenzhai.pdf tests/posts
	@echo "read build/demo/wenzhai.epub and build/demo/wenzhai.pdf"

check: deps
	$(MAKE) check-built

# Results in $(OUT)/tests; FILTER= names those to run.
check-built: $(OUT)/wenzhai units
	tests/tools/fetch-epubcheck
	tests/tools/fetch-opds-client
	BUILD=$(BUILD) tests/run $(FILTER)

# DAISY Ace on the sample, the corpus and a generated issue: a thousand articles take Ace about a
# second each (its limit: tests/tools/check-ace), so CI asks for a few.
ARTICLES ?= 1000
check-ace: deps
	$(MAKE) $(OUT)/wenzhai
	BUILD=$(BUILD) tests/tools/check-ace --articles $(ARTICLES)

# A digest of five hundred pictures of all types at every profile, in both formats and within
# budgets: a quarter of an hour.  WENZHAI_KEEP=FOLDER keeps the books, to be looked at.
PICTURES ?= 500
check-pictures: deps
	$(MAKE) $(OUT)/wenzhai
	tests/tools/fetch-epubcheck
	WENZHAI_DIGEST=$(PICTURES) BUILD=$(BUILD) tests/run pictures.test_digest epub.last_

# The tests that are better the longer they take, at full length: pictures fetched by runs that are
# killed; scheduled runs that are killed before each of the calls by which they change a file; years of scheduled
# jobs, each with a seed of its own and 200 kills.
YEARS ?= 3
soak: deps
	$(MAKE) $(OUT)/wenzhai
	WENZHAI_SOAK=1 BUILD=$(BUILD) tests/run fetch.test_killed
	FIRST=1 STEP=1 BUILD=$(BUILD) tests/run jobkills
	for year in $$(seq $(YEARS)); do BUILD=$(BUILD) SEED=$$year KILLS=200 tests/run jobyear || exit 1; done

bench:
	tests/tools/deps build run
	$(MAKE) BUILD=release build/release/wenzhai build/release/bench/floor
	tests/bench/run
	tests/bench/jobs
	tests/bench/pictures

$(OUT)/bench/%: $(OUT)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(LINK) -o $@ $^ $(LIBS)
$(OUT)/tests/bench/%.o: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Itests -MMD -MP -c -o $@ $<

# Each target for SECONDS; what a crash leaves is in build/fuzz/found.
SECONDS ?= 3600
fuzz: deps-lint
	$(MAKE) BUILD=fuzz fuzzers
	tests/tools/fuzz $(SECONDS) $(FILTER)

C_FILES := $(wildcard src/*/*.c src/*/*.h tests/unit/*.c tests/unit/*.h tests/fuzz/*.c tests/bench/*.c tests/*.h)
# -UNDEBUG: what is asserted, the analyzer may believe.
lint: deps-lint format-check
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--library=gtk --suppress=missingIncludeSystem -Isrc -DWENZHAI_VERSION='""' -DWENZHAI_DATADIR='""' -j 2 src
	clang-tidy --quiet $(wildcard src/*/*.c) -- $(filter-out $(WARNINGS),$(FLAGS)) $(DECODER_FLAGS) -UNDEBUG -Wno-everything

format:
	clang-format -i $(C_FILES)
format-check:
	clang-format --dry-run -Werror $(C_FILES)

# ---- installing ----

BIN := $(DESTDIR)$(PREFIX)/bin
SHARE := $(DESTDIR)$(PREFIX)/share
BASH_COMPLETION := $(SHARE)/bash-completion/completions/wenzhai
ZSH_COMPLETION := $(SHARE)/zsh/site-functions/_wenzhai
FISH_COMPLETION := $(SHARE)/fish/vendor_completions.d/wenzhai.fish
COMPLETIONS := $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)
install: $(OUT)/wenzhai
	install -Dm755 $(OUT)/wenzhai $(BIN)/wenzhai
	install -Dm644 src/cli/wenzhai.1 $(SHARE)/man/man1/wenzhai.1
	install -Dm644 src/cli/wenzhai-jobs.5 $(SHARE)/man/man5/wenzhai-jobs.5
	install -d $(SHARE)/wenzhai
	cp -R --no-preserve=ownership styles fonts $(SHARE)/wenzhai/
	chmod -R u=rwX,go=rX $(SHARE)/wenzhai
	install -d $(dir $(COMPLETIONS))
	$(OUT)/wenzhai completion bash > $(BASH_COMPLETION)
	$(OUT)/wenzhai completion zsh > $(ZSH_COMPLETION)
	$(OUT)/wenzhai completion fish > $(FISH_COMPLETION)
	chmod 644 $(COMPLETIONS)

uninstall:
	rm -f $(BIN)/wenzhai $(SHARE)/man/man1/wenzhai.1 $(SHARE)/man/man5/wenzhai-jobs.5 $(COMPLETIONS)
	rm -rf $(SHARE)/wenzhai

clean:
	rm -rf build
