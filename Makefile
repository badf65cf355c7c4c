# What a person types: `make demo`, `make test`. Every target that needs it sets the machine up first.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON := .venv/bin/python

# Variables from the command line that become options of `main.py demo`.
# LANG is taken from the command line only: every shell exports one of its own.
ifeq ($(origin LANG),command line)
demo_environment := COMMANDCENTER_LANGUAGE="$(LANG)"
unexport LANG
endif
demo_options = $(if $(SECONDS),--seconds "$(SECONDS)") $(if $(CAMERAS),--cameras "$(CAMERAS)") \
    $(if $(PORTS),--port-base "$(PORTS)") $(args)

define HELP
CommandCenter
  make demo           the whole program on this machine: three wall screens, a desk, a made-up district
                      整套演示：三块大屏、一个值班席位、模拟城区
  make test           imports, style, types and every test          导入规则、风格、类型与全部测试
  make lint           the first three of them                       仅前三项
  make test-unit      one suite: unit, widget, bridge, e2e          单独一组测试
  make chaos          kills core and sources 200 times; every event must count once
                      随机强杀核心与数据源 200 次，每个事件必须恰好生效一次
  make night          looks at a scene at night for ten minutes: is it ever called frozen?
                      注视夜间画面十分钟：是否误报冻结
  make fuzz           makes up bytes for everything that decodes, 60 s or SECONDS=N
                      对所有解码器做模糊测试，默认 60 秒
  make audit-flips    changes single bits and makes clean journals by the thousand: the verifier must tell them apart
                      逐位篡改与大量完好日志：核验程序必须分辨无误
  make test-ldap      the tests with a real directory server; installs slapd (not part of make test)
                      与真实目录服务的测试，会安装 slapd（不属于 make test）
  make mutate         breaks the verifier in one place at a time: do its tests notice?
                      对核验程序做变异测试
  make bench          measures; writes build/bench/                 性能测量
  make soak-video     a thousand openings of cameras, sixty dead ones for ten minutes: nothing may grow
                      视频耐久：反复开关与长期无应答的摄像机，资源占用不得增长
  make doctor         names what is missing on this machine         检查本机缺少的组件
  make setup          only installs what is missing                 仅安装缺少的组件
  make setup-ldap     installs what a directory (LDAP) needs        安装目录服务（LDAP）所需组件
  make format         lays the source out                           统一代码格式
  make lock           writes packaging/python/requirements-dev.txt  重新锁定依赖版本
  make clean          removes what was built; distclean: also .venv and the npm packages
                      清除构建产物；distclean 连同运行环境一并清除
Variables / 变量
  SECONDS=N           ends the demo (without a display 90) or fuzz (60) after so long   演示或模糊测试时长（秒）
  CAMERAS=FILE        a list of real cameras                        真实摄像机清单
  PORTS=N             first of the ports to use                     起始端口
  LANG=zh|en          language of the screens                       界面语言
  ONLY=NAME           one figure of make bench                      仅测一项
  args="..."          further options for demo, doctor, chaos, audit-flips, mutate, bench and test-*   附加参数
Each target first installs what it needs; the second time this takes no time and no network.
各目标会先安装所需组件；第二次无需联网，立即开始。
endef

.PHONY: help
help:
	$(info $(HELP))
	@:

# ---- Run

.PHONY: demo doctor
demo: setup
	@$(demo_environment) $(PYTHON) main.py demo $(demo_options)

doctor: setup
	@$(demo_environment) $(PYTHON) main.py doctor $(args)

# ---- Check

SUITES := unit widget bridge e2e

.PHONY: test lint $(SUITES:%=test-%) test-ldap chaos night fuzz audit-flips mutate bench soak-video format
test: lint $(SUITES:%=test-%)
	@echo "test: everything passed"

lint: setup
	@echo "lint: imports (import-linter)"
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-logo
	@echo "lint: style (ruff)"
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@echo "lint: types (mypy)"
	@$(PYTHON) -m mypy

# Most of them wait for processes and clocks: two at a time take little more than half as long. args="-n0": one.
SPREAD := --numprocesses=2 --dist=loadfile

$(SUITES:%=test-%): test-%: setup examples/javascript/node_modules/.complete
	@echo "test: tests/$*"
	@$(PYTHON) -m pytest $(SPREAD) tests/$* $(args)

test-ldap: setup setup-ldap
	@packaging/linux/install-packages packages-ldap-test.txt
	@echo "test: tests/directory"
	@$(PYTHON) -m pytest tests/directory $(args)

chaos: setup
	@$(PYTHON) -m tests.chaos $(args)

night: setup
	@COMMANDCENTER_NIGHT_SECONDS=600 $(PYTHON) -m pytest tests/bridge/test_proving_ground.py -k night -o faulthandler_timeout=0 $(args)

fuzz: setup .venv/.fuzz
	@$(PYTHON) -m tests.fuzz $(SECONDS) $(args)

audit-flips: setup
	@$(PYTHON) -m tests.audit_flips $(args)

mutate: setup
	@nice $(PYTHON) -m tests.mutation $(args)

soak-video: setup
	@$(PYTHON) -m tests.bench.soak_video $(args)

bench: setup
	@packaging/linux/install-packages packages-bench.txt
	@$(PYTHON) -m tests.bench $(if $(ONLY),--only "$(ONLY)") $(args)

format: setup
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format

# ---- Set up: each part is skipped when it is done

LOCK := packaging/python/requirements-dev.txt
TRANSLATIONS := $(patsubst %.ts,%.qm,$(wildcard resources/translations/*.ts))
MAP_PACKAGES := $(if $(wildcard resources/map/package-lock.json),resources/map/node_modules/.complete)

.PHONY: setup setup-ldap system-packages
setup: system-packages .venv/.complete $(MAP_PACKAGES) $(TRANSLATIONS)

system-packages:
	@packaging/linux/install-packages

.venv/.complete: $(LOCK) packaging/python/install-environment | system-packages
	@packaging/python/install-environment

FUZZ_LOCK := packaging/python/requirements-fuzz.txt

.venv/.fuzz: $(FUZZ_LOCK) .venv/.complete
	@echo "setup: atheris, for make fuzz alone (35 MB)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
	    --only-binary :all: --require-hashes --requirement $(FUZZ_LOCK)
	@touch $@

LDAP_LOCK := packaging/python/requirements-ldap.txt

setup-ldap: .venv/.ldap

# It has no wheels: what builds it is that of the lock, not whatever a registry has today.
.venv/.ldap: $(LDAP_LOCK) .venv/.complete
	@packaging/linux/install-packages packages-ldap.txt
	@echo "setup: python-ldap, for a directory that checks passwords"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation \
	    --require-hashes --requirement $(LDAP_LOCK)
	@touch $@

%/node_modules/.complete: %/package-lock.json | system-packages
	@echo "setup: fetching the npm packages of $* (npm ci)"
	@cd $* && npm ci --no-audit --no-fund --loglevel=error || \
	    { echo "setup: npm could not fetch them. If the network is missing: the first set-up needs it." \
	           "The same command continues where this stopped."; exit 1; }
	@touch $@

resources/translations/%.qm: resources/translations/%.ts | .venv/.complete
	@echo "setup: translation $*"
	@.venv/bin/pyside6-lrelease -silent "$<" -qm "$@"

# ---- Keep

# One lock for every supported Python and machine; no address of a registry in it. An existing lock's versions stay
# unless pyproject.toml forbids them: remove the file first to take the newest.
compile_lock = $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links

ldap_extra = 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ldap"])'

.PHONY: lock clean distclean
lock: .venv/.complete
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(compile_lock) pyproject.toml --extra dev --output-file $(LOCK)
	@$(compile_lock) --group pyproject.toml:fuzz --output-file $(FUZZ_LOCK)
	@$(PYTHON) -c $(ldap_extra) | $(compile_lock) - --output-file $(LDAP_LOCK)

clean:
	rm -rf build resources/translations/*.qm .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -path ./.venv -prune -o -name node_modules -prune -o -name __pycache__ -exec rm -rf {} +

distclean: clean
	rm -rf .venv resources/map/node_modules examples/javascript/node_modules commandcenter.egg-info
