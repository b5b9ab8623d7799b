"""Options of the package installers: which of them take a value, and which names mean the same.

One grammar a tool, or a family of its commands. An entry is one option with all its spellings, the first of which is
its canonical name. Looked at on the day in `VERIFIED`, in what each `source` names.
"""

from __future__ import annotations

from dflint.knowledge.option_grammar import OptionGrammar

VERIFIED = "2026-11-23"


PIP = OptionGrammar(
    "pip",
    values=(
        "--abi --all-releases --allow-external --allow-unverified --build,--build-dir,--build-directory,-b "
        "--build-constraint --cache-dir --cert --client-cert --config-settings,-C --constraint,-c --default-vcs "
        "--dest,--destination-dir,--destination-directory,--download,--download-dir,--download-directory,-d "
        "--editable,-e --exists-action --extra-index-url --find-links,-f --global-option --group --hash "
        "--implementation --index-url,--pypi-url,-i --install-option --keyring-provider --log,--log-file,--local-log "
        "--no-binary --only-binary --only-final --platform --prefix --progress-bar --proxy --python --python-version "
        "--refresh-package --report --requirement,-r --requirements-from-script --resume-retries --retries --root "
        "--root-user-action --skip-requirements-regex --src,--source,--source-dir,--source-directory --target,-t "
        "--timeout,--default-timeout --trusted-host --upgrade-strategy --uploaded-prior-to --use-deprecated "
        "--use-feature --wheel-dir,-w"
    ),
    flags=(
        "--allow-all-external --break-system-packages --check-build-dependencies --compile --debug "
        "--disable-pip-version-check --dry-run --egg --force --force-reinstall --help,-h --ignore-installed,-I "
        "--ignore-requires-python --isolated --no-build-isolation --no-cache-dir --no-clean --no-color --no-compile "
        "--no-deps,--no-dependencies --no-index --no-input --no-proxy-env --no-python-version-warning "
        "--no-require-hashes --no-use-pep517 --no-use-wheel --no-user --no-verify --no-warn-conflicts "
        "--no-warn-script-location --only-deps,--only-dependencies --pre --prefer-binary --process-dependency-links "
        "--quiet,-q --require-hashes --require-virtualenv,--require-venv --upgrade,-U --use-pep517 --use-wheel --user "
        "--verbose,-v --version,-V --yes,-y"
    ),
    source=(
        "`pip install|download|wheel|uninstall --help` of pip 26.3, read from its option parser; "
        "--global-option, --install-option, --build and older ones: help of pip 19.3 and 20.3, cmdoptions.py "
        "of pip 9.0.3"
    ),
    abbreviates=True,
)

UV_PIP = OptionGrammar(
    "uv pip",
    values=(
        "--allow-insecure-host,--trusted-host --build-constraints,--build-constraint,-b --cache-dir --cert --color "
        "--config-file --config-setting,--config-settings,-C --config-settings-package --constraints,--constraint,-c "
        "--default-index --directory --editable,-e --exclude-newer --exclude-newer-package --excludes --extra "
        "--extra-index-url --find-links,-f --fork-strategy --group --index --index-strategy --index-url,-i "
        "--keyring-provider --link-mode --no-binary --no-build-isolation-package --no-editable-package "
        "--no-sources-package --only-binary --output-format --overrides,--override --prefix --prerelease "
        "--prerelease-package --project --python,-p --python-fetch --python-platform --python-preference "
        "--python-version --refresh-package --reinstall-package --requirements,--requirement,-r --resolution "
        "--target,-t --torch-backend --upgrade-group --upgrade-package,-P"
    ),
    flags=(
        "--all-extras --allow-empty-requirements --allow-python-downloads --break-system-packages --check "
        "--compile-bytecode,--compile --disable-pip-version-check --dry-run --exact --help,-h --isolated "
        "--managed-python --native-tls,--no-native-tls --no-allow-empty-requirements --no-break-system-packages "
        "--no-build --no-build-isolation --no-cache,--no-cache-dir,-n --no-color --no-compile-bytecode,--no-compile "
        "--no-config --no-deps --no-editable --no-index --no-managed-python --no-offline --no-progress "
        "--no-python-downloads --no-refresh --no-reinstall --no-sources --no-system --no-upgrade --no-verify-hashes "
        "--offline --pre --preview,--no-preview --quiet,-q --refresh --reinstall,--force-reinstall "
        "--require-build-hashes --require-hashes --strict --system --system-certs --upgrade,-U --user --verbose,-v "
        "--version,-V"
    ),
    source=(
        "`uv help pip install|sync|uninstall` of uv 0.13.9; the aliases (--requirement, --no-cache-dir and "
        "others) by trying them"
    ),
)

UV = OptionGrammar(
    "uv",
    values=(
        "--allow-insecure-host,--trusted-host --bounds --branch --cache-dir --color --config-file "
        "--config-setting,--config-settings,-C --config-settings-package --constraints,--constraint,-c "
        "--default-index --directory --exclude-newer --exclude-newer-package --extra --extra-index-url "
        "--find-links,-f --fork-strategy --group --index --index-strategy --index-url,-i --keyring-provider "
        "--link-mode --marker,-m --no-binary-package --no-build-isolation-package --no-build-package "
        "--no-editable-package --no-extra --no-group --no-install-package --no-sources-package --only-group "
        "--optional --output-format --package --prerelease --prerelease-package --project --python,-p --python-fetch "
        "--python-platform --python-preference --refresh-package --reinstall-package --requirements,--requirement,-r "
        "--resolution --rev --script --tag --upgrade-group --upgrade-package,-P"
    ),
    flags=(
        "--active --all-extras --all-groups --all-packages --allow-python-downloads --check "
        "--compile-bytecode,--compile --dev --dry-run --editable --frozen --help,-h --inexact --isolated --lfs "
        "--locked --managed-python --native-tls,--no-native-tls --no-binary --no-build --no-build-isolation "
        "--no-cache,--no-cache-dir,-n --no-color --no-compile-bytecode,--no-compile --no-config --no-default-groups "
        "--no-dev --no-editable --no-index --no-install-local --no-install-project --no-install-workspace "
        "--no-managed-python --no-offline --no-progress --no-python-downloads --no-refresh --no-reinstall "
        "--no-require-build-hashes --no-sources --no-sync --no-upgrade --no-workspace --offline --only-dev --pre "
        "--preview,--no-preview --quiet,-q --raw --refresh --reinstall,--force-reinstall --require-build-hashes "
        "--system-certs --upgrade,-U --verbose,-v --version,-V --workspace"
    ),
    source=("`uv help sync|add|remove` of uv 0.13.9; the aliases by trying them"),
)

UV_TOOL = OptionGrammar(
    "uv tool",
    values=(
        "--allow-insecure-host,--trusted-host --build-constraints,--build-constraint,-b --cache-dir --color "
        "--config-file --config-setting,--config-settings,-C --config-setting-package --config-settings-package "
        "--constraints,--constraint,-c --default-index --directory --exclude-newer --exclude-newer-package --excludes "
        "--extra-index-url --find-links,-f --fork-strategy --index --index-strategy --index-url,-i --keyring-provider "
        "--link-mode --no-binary-package --no-build-isolation-package --no-build-package --no-sources-package "
        "--overrides,--override --prerelease --prerelease-package --project --python,-p --python-fetch "
        "--python-platform --python-preference --refresh-package --reinstall-package --resolution --torch-backend "
        "--upgrade-group --upgrade-package,-P --with,-w --with-editable --with-executables-from --with-requirements"
    ),
    flags=(
        "--all --allow-python-downloads --compile-bytecode,--compile --editable,-e --force --help,-h --isolated --lfs "
        "--managed-python --native-tls,--no-native-tls --no-binary --no-build --no-build-isolation "
        "--no-cache,--no-cache-dir,-n --no-color --no-compile-bytecode,--no-compile --no-config --no-index "
        "--no-managed-python --no-offline --no-progress --no-python-downloads --no-refresh --no-reinstall "
        "--no-require-build-hashes --no-sources --no-upgrade --offline --pre --preview,--no-preview --quiet,-q "
        "--refresh --reinstall,--force-reinstall --require-build-hashes --system-certs --upgrade,-U --verbose,-v "
        "--version,-V"
    ),
    source=("`uv help tool install|upgrade` of uv 0.13.9; the aliases by trying them"),
)

POETRY = OptionGrammar(
    "poetry",
    values=("--directory,-C --extras,-E --group,-G --only --project,-P --with --without"),
    flags=(
        "--all-extras --all-groups --ansi --compile --dev,-D --dry-run --help,-h --lock --no-ansi --no-cache --no-dev "
        "--no-directory --no-interaction,-n --no-plugins --no-root --only-root --quiet,-q --sync --verbose,-v "
        "--version,-V"
    ),
    source=(
        "`poetry install|sync|remove|update --help` of poetry 2.5.1, read from its definitions; --no-dev of "
        "poetry 1 is gone in it"
    ),
)

POETRY_ADD = OptionGrammar(
    "poetry add",
    values=("--directory,-C --extras,-E --group,-G --markers --optional --platform --project,-P --python --source"),
    flags=(
        "--allow-prereleases --ansi --dev,-D --dry-run --editable,-e --help,-h --lock --no-ansi --no-cache "
        "--no-interaction,-n --no-plugins --quiet,-q --verbose,-v --version,-V"
    ),
    source=("`poetry add --help` of poetry 2.5.1, read from its definitions"),
)

PDM = OptionGrammar(
    "pdm",
    values=(
        "--config-setting,-C --editable,-e --group,--with,-G --lockfile,-L --override --project,-p --skip,-k --venv "
        "--without"
    ),
    flags=(
        "--check --clean --dev,-d --dry-run,--outdated --fail-fast,-x --frozen-lockfile,--no-lock --global,-g "
        "--help,-h --no-default --no-editable --no-isolation --no-self --no-sync --only-keep,--clean-unselected "
        "--plugins --pre,--prerelease --prod,--production --quiet,-q --reinstall,-r --save-compatible --save-exact "
        "--save-minimum --save-safe-compatible --save-wildcard --stable --top,-t --unconstrained,-u --update-all "
        "--update-eager --update-reuse --update-reuse-installed --verbose,-v"
    ),
    source=("`pdm install|sync|add|remove|update --help` of pdm 2.29.3, read from its argument parser"),
    abbreviates=True,
)

PIPENV = OptionGrammar(
    "pipenv",
    values=(
        "--categories --config-settings --editable,-e --extra-pip-args --extras --index,-i --pypi-mirror --python "
        "--requirements,--requirement,-r --resolver"
    ),
    flags=(
        "--all --all-dev --bare --clean --clear --deploy --dev,-d --dry-run --help,-h --ignore-pipfile --lock-only "
        "--no-site-packages --outdated --pre --quiet,-q --site-packages --skip-lock --system --verbose,-v"
    ),
    source=("`pipenv install|sync|update|uninstall|upgrade --help` of pipenv 2026.10.3, read from its argument parser"),
    abbreviates=True,
)

CONDA = OptionGrammar(
    "conda",
    values=(
        "--name,-n --prefix,-p --channel,-c --file,-f --repodata-fn --exclude-newer --solver,--experimental-solver "
        "--shortcuts-only --subdir,--platform --console --clone --revision --environment-specifier,--env-spec "
        "--format"
    ),
    flags=(
        "--yes,-y --quiet,-q --verbose,-v --json --dry-run,-d --help,-h --override-channels --use-local --offline "
        "--insecure,-k --copy --clobber --no-deps --only-deps --no-pin --freeze-installed,--no-update-deps "
        "--update-deps --update-all,--all --update-specs --satisfied-skip-solve --prune --force-reinstall "
        "--force-remove,--force --download-only --show-channel-urls --no-show-channel-urls --strict-channel-priority "
        "--channel-priority --no-channel-priority --shortcuts --no-shortcuts --no-default-packages "
        "--use-index-cache,-C --debug --trace --dev --mkdir --no-lock --override-frozen --repodata-use-zst "
        "--no-repodata-use-zst --features --keep-env --unknown"
    ),
    source=(
        "https://github.com/conda/conda: conda/cli/helpers.py, main_install.py, main_create.py, "
        "main_update.py, main_remove.py, main_env_create.py (2026-08-21)"
    ),
    abbreviates=True,
)

MAMBA = OptionGrammar(
    "mamba",
    values=(
        "--name,-n --prefix,-p --root-prefix,-r --relocate-prefix --channel,-c --file,-f --rc-file --log-level "
        "--ssl-verify --cacert-path --repodata-ttl --channel-priority --channel-alias --lock-timeout --safety-checks "
        "--trusted-channels --platform --category --revision --clone"
    ),
    flags=(
        "--yes,-y --quiet,-q --verbose,-v --json --dry-run --help,-h --offline --download-only --use-uv --debug "
        "--no-rc --no-env --ssl-no-revoke --retry-clean-cache --override-channels --strict-channel-priority "
        "--no-channel-priority --no-pin --pin --no-py-pin --py-pin --pyc --no-pyc --allow-uninstall "
        "--no-allow-uninstall --allow-downgrade --no-allow-downgrade --allow-softlinks --no-allow-softlinks "
        "--always-softlink --no-always-softlink --always-copy --copy --no-always-copy --shortcuts --no-shortcuts "
        "--extra-safety-checks --no-extra-safety-checks --verify-artifacts --no-deps --only-deps --freeze-installed "
        "--force-reinstall --all,-a --force --prune --prune-deps --no-prune-deps"
    ),
    source=(
        "https://github.com/mamba-org/mamba: micromamba/src/common_options.cpp, install.cpp, create.cpp, "
        "env.cpp, remove.cpp, update.cpp (2026-07-24); mamba 1 took the options of conda"
    ),
)

APT = OptionGrammar(
    "apt",
    values=(
        "--host-architecture,-a --build-profiles,-P --target-release,--default-release,-t --with-source --error-on,-e "
        "--config-file,-c --option,-o"
    ),
    flags=(
        "--no-install-recommends --install-recommends --install-suggests --no-install-suggests --download-only,-d "
        "--fix-broken,-f --ignore-missing,--fix-missing,-m --no-download --quiet,-q "
        "--simulate,--just-print,--dry-run,--recon,--no-act,-s --yes,--assume-yes,-y --assume-no --no-show-upgraded "
        "--verbose-versions,-V --compile,--build,-b --ignore-hold --with-new-pkgs --no-upgrade --upgrade "
        "--only-upgrade --allow-downgrades --allow-remove-essential --allow-change-held-packages --force-yes "
        "--print-uris --purge --reinstall --list-cleanup --trivial-only --mark-auto --no-remove "
        "--auto-remove,--autoremove --only-source --diff-only,--dsc-only,--tar-only --arch-only --indep-only "
        "--allow-unauthenticated --no-allow-insecure-repositories --allow-insecure-repositories "
        "--allow-releaseinfo-change --show-progress --help,-h --version,-v --show-upgraded,-u"
    ),
    source=("apt-get(8) of apt 2.6.2; option=no and --no-option forms as it says"),
)

APK = OptionGrammar(
    "apk",
    values=(
        "--root,-p --repository,-X --arch --cache-dir --cache-max-age --keys-dir --progress-fd --repositories-file "
        "--timeout --wait --virtual,-t --output,-o"
    ),
    flags=(
        "--force,-f --interactive,-i --quiet,-q --update-cache,--update,-U --verbose,-v --version,-V --help,-h "
        "--allow-untrusted --force-binary-stdout --force-broken-world --force-missing-repositories "
        "--force-non-repository --force-old-apk --force-overwrite --force-refresh --no-cache --no-check-certificate "
        "--no-interactive --no-network --no-progress --progress --print-arch --purge --clean-protected "
        "--overlay-from-stdin --no-scripts --no-commit-hooks --simulate,-s --usermode --no-chown --initdb --latest,-l "
        "--upgrade,-u --available,-a --prune --rdepends,-r --no-logfile --preserve-env"
    ),
    source=(
        "https://man.archlinux.org/man/apk.8.en, https://man.archlinux.org/man/apk-add.8.en; usage of apk-tools 2.8.2"
    ),
    abbreviates=True,
)

DNF = OptionGrammar(
    "dnf",
    values=(
        "--advisory,--advisories --bz,--bzs --color --comment --config,-c --cve,--cves --debuglevel,-d "
        "--disableexcludes,--disableexcludepkgs --disableplugin --disablerepo --downloaddir,--destdir --errorlevel,-e "
        "--enableplugin --enablerepo --exclude,--excludepkgs,-x --forcearch --installroot --randomwait,-R "
        "--releasever --repofrompath --repo,--repoid --rpmverbosity --sec-severity,--secseverity --setopt"
    ),
    flags=(
        "--assumeyes,-y --assumeno --quiet,-q --verbose,-v --help,--help-cmd,-h --version -4 -6 --allowerasing "
        "--best,-b --nobest --bugfix --cacheonly,-C --debugsolver --disable,--set-disabled --downloadonly "
        "--enable,--set-enabled --enhancement --newpackage --noautoremove --nodocs --nogpgcheck --noplugins "
        "--obsoletes --refresh --security --skip-broken --showduplicates --allowdowngrade --skip-unavailable"
    ),
    source=(
        "dnf(8) of dnf 4.14; yum and microdnf, which it calls compatible with it on the whole, were not read "
        "on their own"
    ),
)

NPM = OptionGrammar(
    "npm",
    values=(
        "--_auth --access --allow-directory --allow-file --allow-git --allow-remote --allow-scripts --also "
        "--audit-level --auth-type --before,--enjoy-by --ca --cache --cache-max --cache-min --cafile --cert --cpu "
        "--depth --fetch-retries --fetch-retry-factor --fetch-retry-maxtimeout --fetch-retry-mintimeout "
        "--fetch-timeout --git --globalconfig --heading --https-proxy --include --install-strategy --key --libc "
        "--local-address --location,-L --lockfile-version --loglevel --logs-dir --logs-max --maxsockets "
        "--min-release-age --min-release-age-exclude --node-gyp --node-options --noproxy --omit --only --os --otp "
        "--package --prefix,-C --proxy --registry,--reg --replace-registry-host --save-prefix --scope --script-shell "
        "--shell --tag --umask --user-agent --userconfig --viewer --workspace,-w"
    ),
    flags=(
        "--all,-a --audit --bin-links --dangerously-allow-all-scripts --dev --dry-run --engine-strict --force,-f "
        "--foreground-scripts --format-package-lock --fund --global,-g --global-style --if-present --ignore-scripts "
        "--include-workspace-root,--iwr --install-links --json --legacy-bundling --legacy-peer-deps --link --long,-l "
        "--offline --omit-lockfile-registry-resolved --optional --package-lock --package-lock-only --parseable,-p "
        "--prefer-dedupe --prefer-offline --prefer-online --production --progress --save,-S --save-bundle,-B "
        "--save-dev,-D --save-exact,-E --save-optional,-O --save-peer --save-prod,-P --shrinkwrap --strict-peer-deps "
        "--strict-allow-scripts --strict-ssl --timing --unicode --update-notifier --version,-v --workspaces,--ws "
        "--yes,-y --help,--usage,-h --verbose --silent,-s --quiet,-q --color --no-audit --no-bin-links --no-color "
        "--no-fund --no-optional --no-package-lock --no-progress --no-save --no-shrinkwrap --no-update-notifier "
        "--no-yes,-n --no-engine-strict --no-strict-ssl"
    ),
    source=("definitions.js of @npmcli/config in npm 11.19.1"),
    abbreviates=True,
    takes_boolean=True,
)

YARN = OptionGrammar(
    "yarn",
    values=(
        "--cache-folder --cwd --global-folder --https-proxy --link-folder --mode --modules-folder --mutex "
        "--network-concurrency --network-timeout --otp --preferred-cache-folder --proxy --registry --use-yarnrc"
    ),
    flags=(
        "--audit,-A --cached --caret,-C --check-cache --check-files --check-resolutions --dev,--save-dev,-D "
        "--disable-pnp --emoji --enable-pnp,--pnp --exact,--save-exact,-E --fixed,-F --flat --focus --force "
        "--frozen-lockfile --global,-g --har --help,-h --ignore-engines --ignore-optional --ignore-platform "
        "--ignore-scripts --ignore-workspace-root-check,-W --immutable --immutable-cache --inline-builds "
        "--interactive,-i --json --link-duplicates --no-bin-links --no-default-rc --no-lockfile "
        "--no-node-version-check --no-progress --no-time-gate --non-interactive --offline "
        "--optional,--save-optional,-O --peer,--save-peer,-P --prefer-dev --prefer-offline --prod,--production "
        "--pure-lockfile --refresh-lockfile --save,-S --scripts-prepend-node-path --silent,-s --skip-integrity-check "
        "--strict-semver --tilde,--save-tilde,-T --update-checksums --verbose --version,-v"
    ),
    source=("`yarn install|add --help` of yarn 1.22.22 and yarn 4.18.1"),
)

PNPM = OptionGrammar(
    "pnpm",
    values=(
        "--allow-build --changed-files-ignore-pattern --cpu --dir,-C --env-file --fetch-min-speed-ki-bps "
        "--fetch-timeout --fetch-warn-timeout-ms --filter,-F --filter-prod --http-proxy --https-proxy --libc "
        "--lockfile-dir --loglevel --merge-git-branch-lockfiles-branch-pattern --network-concurrency --no-proxy "
        "--node-linker --npmrc-auth-file --os --pnpr-server --registry --reporter --save-catalog-name --save-prefix "
        "--state-dir --store-dir --test-pattern --user-agent --workspace-concurrency --workspace-packages"
    ),
    flags=(
        "--aggregate-output --auto-dedupe --color --config --dev,-D --dry-run --fail-if-no-match --fix-lockfile "
        "--force --frozen-lockfile --frozen-store --global,-g --help,-h --ignore-manifest-check --ignore-pnpmfile "
        "--ignore-scripts --ignore-workspace --ignore-workspace-root-check --include-workspace-root --lockfile-only "
        "--merge-git-branch-lockfiles --no-auto-dedupe --no-fail-if-no-match --no-frozen-lockfile --no-frozen-store "
        "--no-ignore-scripts --no-include-workspace-root --no-offline --no-optional --no-prefer-frozen-lockfile "
        "--no-prefer-offline --no-progress --no-runtime --no-save-peer --no-save-types --no-sort --no-trust-lockfile "
        "--offline --optional --parallel --prefer-frozen-lockfile --prefer-offline --prod,--production,-P "
        "--recursive,-r --reverse --save-build --save-catalog --save-dev --save-exact,-E --save-optional,-O "
        "--save-peer --save-prod --save-types --sort --stream --tilde --trust-lockfile --update-checksums "
        "--use-stderr --workspace --workspace-root,-w --yes,-y"
    ),
    source=("`pnpm install|add --help` of pnpm 12.21.0"),
    takes_boolean=False,
)

BUN = OptionGrammar(
    "bun",
    values=(
        "--backend --ca --cache-dir --cafile --catalog --concurrent-scripts --config,-c --cwd --depth --env-file "
        "--filter,-F --network-concurrency --omit --registry"
    ),
    flags=(
        "--analyze --dev,-d,-D --dry-run --exact,-E --force,-f --frozen-lockfile --global,-g --help,-h "
        "--ignore-scripts --latest,-L --lockfile-only --no-cache --no-env-file --no-optional --no-progress --no-save "
        "--no-summary --no-verify --only-missing --optional --peer --prod --production,-p --save --save-prod "
        "--save-text-lockfile --silent --trust --use-system-ca --verbose --yarn,-y"
    ),
    source=("docs/snippets/cli/install.mdx, add.mdx, remove.mdx and update.mdx of bun-types 1.4.5"),
)
