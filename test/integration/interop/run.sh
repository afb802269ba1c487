#!/usr/bin/env bash
# Runs a program against the real peers:  test/integration/interop/run.sh [--peers FILE] PROGRAM [ARGUMENT…]
# FILE is the script here that starts the peers; without it peers.mjs does.
# Installs the peers' packages, makes certificates, starts the peers, and tells the program by the environment variables
# CLOUD_GOVERNANCE_INTEROP_PEERS (a JSON object: URLs, secret, folder) and CLOUD_GOVERNANCE_INTEROP_VERIFY_JWT (a shell
# command) where they are.
# With nothing to run, it installs the packages only. Everything else lies in a temporary folder that is removed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

script=peers.mjs
if [ "${1:-}" = --peers ]; then
    script=${2:?usage: run.sh --peers FILE PROGRAM}
    shift 2
fi

fail()
{
    printf 'test/integration/interop: %s\n' "$*" >&2
    exit 1
}

# The packages: exact versions from the lock file, without running any script of theirs. Node itself is among them,
# because the providers need a newer one than Debian has; the system's only runs npm.
modules=$here/node_modules
install_packages()
{
    cmp -s "$here/package-lock.json" "$modules/.installed" && return
    command -v npm >/dev/null || fail "npm is missing: apt-get install nodejs npm"
    local log
    log=$(mktemp)
    if ! (cd "$here" && npm ci --ignore-scripts) >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        fail "npm could not install the packages named in package-lock.json"
    fi
    rm -f "$log"
    cp "$here/package-lock.json" "$modules/.installed"
}
# tests run at the same time: one of them installs
exec {lock}<"$here/package-lock.json"
flock "$lock"
install_packages
exec {lock}<&-
[ $# -gt 0 ] || exit 0

node=
for candidate in "$modules"/node-linux-*/bin/node; do
    "$candidate" --version >/dev/null 2>&1 && node=$candidate
done
# another processor than the packages are for: the system's, if it is new enough
if [ -z "$node" ]; then
    node=$(command -v node) || fail "there is no Node for this processor among the packages, and none in the PATH"
    major=$("$node" -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 22 ] || fail "Node 22 or newer is needed; $node is $("$node" --version)"
fi
nginx=$(PATH=$PATH:/usr/sbin:/sbin command -v nginx) || fail "nginx is missing: apt-get install nginx-light"
command -v openssl >/dev/null || fail "openssl is missing: apt-get install openssl"

folder=$(mktemp -d)
peers=
# closing their standard input ends the peers, also when this script is killed
clean_up()
{
    if [ -n "$peers" ]; then
        exec {to_peers}>&-
        wait "$peers" || true
    fi
    rm -rf "$folder" || true
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$here/make_certificates.sh" "$folder"
coproc PEERS { exec "$node" "$here/$script" "$folder" "$nginx" 2>"$folder/peers.log"; }
peers=$PEERS_PID
to_peers=${PEERS[1]}
if ! IFS= read -r -t 180 ready <&"${PEERS[0]}"; then
    cat "$folder/peers.log" >&2
    fail "the peers did not start"
fi

export CLOUD_GOVERNANCE_INTEROP_PEERS=$ready
export CLOUD_GOVERNANCE_INTEROP_VERIFY_JWT="'$node' '$here/verify_jwt.mjs'"
status=0
"$@" </dev/null || status=$?
if [ "$status" != 0 ]; then
    grep -v '^oidc-provider WARNING' "$folder/peers.log" >&2 || true
    grep -E '\[(emerg|alert|crit|error)\]' "$folder/nginx.log" >&2 || true
fi
exit "$status"
