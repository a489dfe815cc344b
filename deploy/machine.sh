# Sourced by the other scripts here: finds what the project needs on this machine and installs what the system allows.
# Sets JAVA_HOME, PATH, POSTERN_CHROMIUM, POSTERN_FIREFOX. What is missing and can't be installed is named in one line.

house=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/postern
# The registry's newest of one Node line differ between the two kinds of processor.
node_version_x64=24.9.0
node_version_arm64=24.20.0
chromium_version=153.0.0

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$*"
    exit 1
}

# apt_install PACKAGE...: true if the packages are there afterwards.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || return 1
        as="sudo -n"
    fi
    say "Installing $* (Debian packages) ..."
    $as apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# jdk_major DIR: the major version of the JDK in DIR, nothing if there is none.
jdk_major() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
    for dir in "${JAVA_HOME:-}" ${on_path:+"$on_path"} /usr/lib/jvm/* "${HOME:-/nowhere}"/.jdks/* \
        "${HOME:-/nowhere}"/.sdkman/candidates/java/* /opt/*; do
        major=$(jdk_major "$dir")
        if [ -n "$major" ] && [ "$major" -ge 25 ]; then
            JAVA_HOME=$dir
            PATH=$dir/bin:$PATH
            export JAVA_HOME PATH
            return 0
        fi
    done
    return 1
}

need_jdk() {
    find_jdk && return
    apt_install openjdk-25-jdk-headless && find_jdk && return
    stop "Postern needs a JDK 25 or newer and found none: install one (Debian package openjdk-25-jdk-headless, or any vendor's) or set JAVA_HOME to it."
}

need_maven() {
    command -v mvn >/dev/null 2>&1 || apt_install maven || true
    command -v mvn >/dev/null 2>&1 || stop "Postern is built with Maven 3.8 or newer and found none: install the Debian package maven."
}

node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }

need_node() {
    major=$(node_major)
    if [ -z "$major" ]; then
        apt_install nodejs npm || true
        major=$(node_major)
    fi
    command -v npm >/dev/null 2>&1 || apt_install npm || true
    if [ -n "$major" ] && [ "$major" -lt 20 ] && command -v npm >/dev/null 2>&1; then
        # An older distribution: the registry's package of Node holds the plain program.
        case $(uname -m) in
        aarch64) arch=arm64 node_version=$node_version_arm64 ;;
        *) arch=x64 node_version=$node_version_x64 ;;
        esac
        npm install --silent --no-save --prefix "$cache/node" "node-linux-$arch@$node_version" >/dev/null 2>&1 || true
        [ -x "$cache/node/node_modules/node-linux-$arch/bin/node" ] && PATH=$cache/node/node_modules/node-linux-$arch/bin:$PATH
        export PATH
        major=$(node_major)
    fi
    [ -n "$major" ] && [ "$major" -ge 20 ] && command -v npm >/dev/null 2>&1 ||
        stop "Postern's pages are built with Node 20 or newer and npm, and they were not found: install the Debian packages nodejs and npm."
}

first_program() {
    for name in "$@"; do
        command -v "$name" 2>/dev/null && return 0
    done
    return 1
}

need_chromium() {
    POSTERN_CHROMIUM=${POSTERN_CHROMIUM:-$(first_program chromium chromium-browser google-chrome google-chrome-stable || true)}
    if [ -z "$POSTERN_CHROMIUM" ]; then
        apt_install chromium || true
        POSTERN_CHROMIUM=$(first_program chromium || true)
    fi
    if [ -z "$POSTERN_CHROMIUM" ] && [ "$(uname -m)" = x86_64 ]; then
        say "Fetching a Chromium from the npm registry ..."
        npm install --silent --no-save --ignore-scripts --prefix "$cache/chromium" "@sparticuz/chromium@$chromium_version" >/dev/null 2>&1 &&
            POSTERN_CHROMIUM=$(node "$house/deploy/unpack-chromium.mjs" "$cache/chromium") || POSTERN_CHROMIUM=
    fi
    [ -n "$POSTERN_CHROMIUM" ] || stop "The browser tests need Chromium and found none: install the Debian package chromium."
    export POSTERN_CHROMIUM
}

need_firefox() {
    POSTERN_FIREFOX=${POSTERN_FIREFOX:-$(first_program firefox-esr firefox || true)}
    if [ -z "$POSTERN_FIREFOX" ]; then
        apt_install firefox-esr || true
        POSTERN_FIREFOX=$(first_program firefox-esr firefox || true)
    fi
    [ -n "$POSTERN_FIREFOX" ] || stop "The browser tests need Firefox ESR and found none: install the Debian package firefox-esr."
    export POSTERN_FIREFOX
}

# need_signers: what the tests of `--signer` sign with: OpenSSL, and a token in software through OpenSC's tool.
need_signers() {
    for program in openssl softhsm2-util pkcs11-tool; do
        command -v "$program" >/dev/null 2>&1 || apt_install openssl softhsm2 opensc || true
        command -v "$program" >/dev/null 2>&1 ||
            stop "The tests of outside signers need $program and found none: install the Debian packages openssl, softhsm2 and opensc."
    done
}

# sources_newer_than FILE: true if anything that goes into the program is newer than FILE.
sources_newer_than() {
    [ ! -e "$1" ] || [ -n "$(find "$house/pom.xml" "$house/src/main" -name node_modules -prune -o -newer "$1" -type f -print 2>/dev/null | head -n 1)" ]
}

# build: makes target/postern.jar and target/libs when they are missing or old.
build() {
    if sources_newer_than "$house/target/postern.jar"; then
        say "Building (the first time takes a minute or two) ..."
        (cd "$house" && mvn -q -B -ntp -DskipTests -Dmaven.test.skip=true package) || stop "The build failed; the lines above say where."
    fi
}

# test_classpath: compiles the tests and prints the class path that runs their main methods.
test_classpath() {
    (cd "$house" && mvn -q -B -ntp test-compile dependency:build-classpath -Dmdep.includeScope=test \
        -Dmdep.outputFile=target/test.classpath >&2) || stop "The tests do not compile; the lines above say where."
    printf '%s' "$house/target/test-classes:$house/target/classes:$(cat "$house/target/test.classpath")"
}
