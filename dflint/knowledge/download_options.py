"""The options with which curl, wget and git are called to fetch files.

Only those that take a value have to be known, since the next word is then no URL. Looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from dflint.knowledge.option_grammar import OptionGrammar

VERIFIED = "2026-11-27"

CURL = OptionGrammar(
    "curl",
    flags="--fail,-f --silent,-s --show-error,-S --location,-L --remote-name,-O --remote-name-all --insecure,-k "
    "--verbose,-v --progress-bar,-# --compressed --globoff,-g --remote-header-name,-J --include,-i --create-dirs "
    "--ipv4,-4 --ipv6,-6 --remote-time,-R --fail-with-body --no-progress-meter --tlsv1.2 --retry-all-errors "
    "--retry-connrefused --http1.1 --parallel,-Z --location-trusted",
    values="--output,-o --output-dir --url --header,-H --user,-u --user-agent,-A --retry --retry-delay --max-time,-m "
    "--connect-timeout --retry-max-time --data,-d --request,-X --continue-at,-C --cookie,-b --cookie-jar,-c "
    "--proxy,-x --referer,-e --cacert --proto --limit-rate --range,-r --netrc-file --write-out,-w",
    source="https://curl.se/docs/manpage.html",
)

WGET = OptionGrammar(
    "wget",
    flags="--quiet,-q --no-verbose --verbose,-v --continue,-c --no-check-certificate --show-progress --inet4-only,-4 "
    "--timestamping,-N --no-clobber --content-disposition --server-response,-S --recursive,-r --no-parent "
    "--no-host-directories --mirror,-m --force-directories,-x --no-directories --https-only --spider --background,-b",
    values="--output-document,-O --directory-prefix,-P --timeout,-T --tries,-t --header --user-agent,-U --progress "
    "--output-file,-o --load-cookies --save-cookies --waitretry --wait,-w --input-file,-i --user --password "
    "--cut-dirs --reject,-R --accept,-A --level,-l --limit-rate --read-timeout --retry-on-http-error --execute,-e "
    "--post-data",
    source="https://www.gnu.org/software/wget/manual/wget.html",
    abbreviates=True,
)

GIT_CLONE = OptionGrammar(
    "git clone",
    flags="--quiet,-q --verbose,-v --progress --recursive --recurse-submodules --shallow-submodules --single-branch "
    "--no-single-branch --no-tags --no-checkout,-n --bare --mirror --local,-l --no-hardlinks --shared,-s --sparse "
    "--remote-submodules --dissociate --no-recurse-submodules",
    values="--branch,-b --depth --config,-c --origin,-o --reference --jobs,-j --filter --template --upload-pack,-u "
    "--shallow-since --shallow-exclude --separate-git-dir --server-option --revision",
    source="https://git-scm.com/docs/git-clone",
    abbreviates=True,
)
