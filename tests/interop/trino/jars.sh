# For the scripts of this folder: `fetch POM FOLDER` has Maven copy what a POM names, once, or ends the script with exit code 77.

skip() {
  echo "skipped: $1"
  exit 77
}

fetch() {
  local pom=$1 jars=$2 version
  # One question for two things: the version, and the compiler that a bare runtime lacks.
  version=$(java --list-modules 2>/dev/null | sed -n 's/^jdk\.compiler@\([0-9]*\).*/\1/p') || true
  [ "${version:-0}" -ge 17 ] || skip "Trino needs a JDK, 17 or newer"
  # The copy of the POM comes last, so half a copy of the rest is never used.
  if cmp -s "$pom" "$jars/pom.xml"; then return; fi
  command -v mvn >/dev/null || skip "Maven, which fetches Trino, is missing"
  rm -rf -- "$jars"
  mkdir -p -- "$jars"
  # A host that never answers must not hold up the other checks for long. Maven goes by the folder of the POM.
  mvn --batch-mode --quiet --strict-checksums --file "$pom" \
    -Dmaven.wagon.http.connectionTimeout=20000 -Daether.connector.connectTimeout=20000 \
    -Dmaven.wagon.rto=30000 -Daether.connector.requestTimeout=30000 \
    -Dmaven.wagon.http.retryHandler.count=1 -Daether.connector.http.retryHandler.count=1 \
    org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$(cd -- "$jars" && pwd)" >"$jars/maven.log" 2>&1 || {
    cat -- "$jars/maven.log"
    skip "Maven could not fetch Trino"
  }
  cp -- "$pom" "$jars/pom.xml"
}
