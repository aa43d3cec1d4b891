#!/usr/bin/env bash
# benches/serve.sh [SECONDS] [ROUNDS]: a feed of a hundred entries served by pressfeed and, the same bytes, by nginx, on the
# same cores: whole, gzip, and 304; then a thousand connections. What counts is requests a processor second of the server,
# for the one who asks shares its cores. Needs nginx and wrk; fills a database with examples/fill.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5} rounds=${2:-3}
for program in nginx wrk curl; do
  command -v $program > /dev/null || { echo "$program is not here"; exit 1; }
done
pressfeed=${PRESSFEED:-target/release/pressfeed}
work=$(mktemp -d)
trap 'kill $(cat "$work"/*.pid 2> /dev/null) 2> /dev/null || true; rm -rf "$work"' EXIT
"${FILL:-target/release/examples/fill}" "$work" 2000 > /dev/null 2>&1
sed -i 's/127.0.0.1:18778/127.0.0.1:18779/; /^id = "scale"/,/^fill/ { s/^feed.*/feed = "http:\/\/127.0.0.1:1\/none"/ }' "$work/feeds.toml"
"$pressfeed" run --config "$work/feeds.toml" > "$work/log" 2>&1 & echo $! > "$work/pressfeed.pid"
ours=http://127.0.0.1:18779/feed.atom
# the feed stands still when the archive has what it has no room for
until curl -sf -o "$work/feed" "$ours" && grep -q prev-archive "$work/feed"; do sleep 0.5; done
mkdir "$work/www"
curl -s -o "$work/www/feed.atom" "$ours"
curl -s -H 'Accept-Encoding: gzip' -o "$work/www/feed.atom.gz" "$ours"
cat > "$work/nginx.conf" <<CONF
daemon off; pid $work/nginx-own; error_log stderr; worker_processes 1;
events { worker_connections 4096; }
http { access_log off; gzip_static on; sendfile on; keepalive_requests 1000000; types { application/atom+xml atom; }
  server { listen 127.0.0.1:18780; root $work/www; } }
CONF
nginx -c "$work/nginx.conf" 2> /dev/null & echo $! > "$work/nginx.pid"
theirs=http://127.0.0.1:18780/feed.atom
until curl -sf -o /dev/null "$theirs"; do sleep 0.2; done
hz=$(getconf CLK_TCK)
spent() { # of a process and its children
  cat "/proc/$1/stat" $(pgrep -P "$1" | sed 's|.*|/proc/&/stat|') | awk -v hz="$hz" '{ s += $14 + $15 } END { print s / hz }'
}
one() { # SERVER WHAT URL CONNECTIONS HEADER...
  local pid before asked
  pid=$(cat "$work/$1.pid") before=$(spent "$pid")
  asked=$(wrk -t1 -c"$4" -d"${seconds}s" "${@:5}" "$3" | awk '/requests in/ { print $1 }')
  awk -v a="$asked" -v c="$(echo "$(spent "$pid") $before" | awk '{ print $1 - $2 }')" -v s="$1" -v w="$2" \
    -v m="$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status")" \
    'BEGIN { printf "%-10s %-22s %8d requests, %6.1f us of processor each, %7d a processor second, %d MB\n", s, w, a, c * 1e6 / a, a / c, m }'
}
for _ in $(seq "$rounds"); do
  for server in nginx pressfeed; do
    [ $server = nginx ] && url=$theirs || url=$ours
    tag=$(curl -sI -H 'Accept-Encoding: gzip' "$url" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
    one $server identity "$url" 32
    one $server gzip "$url" 32 -H 'Accept-Encoding: gzip'
    one $server 304 "$url" 32 -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag"
    one $server 'gzip, 1000 connections' "$url" 1000 -H 'Accept-Encoding: gzip'
  done
done
