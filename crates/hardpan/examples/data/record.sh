#!/usr/bin/env bash
# Records real loopback traffic: record.sh FILE [bundled|load]
#
# bundled  some thousand packets of everything flowmeter tells apart: HTTP over several connections,
#          UDP over IPv4 and IPv6, datagrams that fragment, pings, a port that nobody listens on
# load     half a million packets and more, from load tools over TCP and UDP
#
# Runs as root, in a network namespace of its own, so that nothing else is captured or disturbed.
# Needs: iproute2, tcpdump, nginx, curl, wrk, iperf3, socat, iputils-ping.
set -euo pipefail
if [ -z "${IN_NAMESPACE:-}" ]; then
  file=$(realpath "$1")
  IN_NAMESPACE=1 exec unshare --net -- "$0" "$file" "${2:-bundled}"
fi
file=$1 kind=$2
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT

# 1,500 bytes as on Ethernet: a larger datagram leaves in fragments.
ip link set lo up mtu 1500
mkdir "$work/www"
for kb in 0 1 8 64; do head -c $((kb * 1024)) /dev/urandom >"$work/www/$kb.bin"; done
cat >"$work/nginx.conf" <<CONF
daemon off; pid $work/pid; error_log /dev/null;
events {}
http { access_log off; server { listen 8080; listen [::1]:8080; root $work/www; } }
CONF
nginx -c "$work/nginx.conf" 2>/dev/null &
iperf3 --server --port 5201 >/dev/null &
socat -u UDP4-RECV:9000 OPEN:/dev/null &
socat -u UDP6-RECV:9000,ipv6only=1 OPEN:/dev/null &
sleep 0.5

# 128 bytes keep every header that is read; a record still says its length on the wire.
tcpdump -i lo -s 128 -B 65536 -w "$file" -Z root 2>"$work/tcpdump.log" &
tcpdump=$!
sleep 1

fetch() { curl -s --no-progress-meter -o /dev/null -Z "$@" 2>/dev/null; }
datagrams() { # COUNT SIZE TARGET
  for _ in $(seq "$1"); do head -c "$2" /dev/zero | socat -b 65536 -u STDIN "$3"; done
}
case $kind in
bundled)
  for kb in 0 1 8 64; do
    fetch --parallel-max 4 "http://127.0.0.1:8080/$kb.bin?[1-40]"
    fetch --parallel-max 3 --interface 127.0.0.2 "http://127.0.0.3:8080/$kb.bin?[1-30]"
    fetch --parallel-max 3 "http://[::1]:8080/$kb.bin?[1-30]"
  done
  curl -s -o /dev/null http://127.0.0.1:81/ || true
  iperf3 --client 127.0.0.1 --port 5201 --udp --bitrate 2M --length 600 --time 1 >/dev/null
  iperf3 --client ::1 --port 5201 --udp --bitrate 2M --length 600 --time 1 >/dev/null
  datagrams 6 4000 UDP4-SENDTO:127.0.0.1:9000
  datagrams 6 4000 'UDP6-SENDTO:[::1]:9000'
  datagrams 3 100 UDP4-SENDTO:127.0.0.1:9999
  ping -q -c 5 -i 0.2 127.0.0.1 >/dev/null
  ping -q -c 5 -i 0.2 ::1 >/dev/null
  ping -q -c 2 -i 0.2 -R 127.0.0.1 >/dev/null
  ;;
load)
  wrk -t 2 -c 64 -d 4 http://127.0.0.1:8080/1.bin >/dev/null
  wrk -t 2 -c 16 -d 2 http://[::1]:8080/8.bin >/dev/null
  iperf3 --client 127.0.0.1 --port 5201 --parallel 4 --time 2 >/dev/null
  iperf3 --client ::1 --port 5201 --udp --bitrate 1G --length 1200 --time 3 >/dev/null
  ;;
*) echo "record.sh FILE [bundled|load]" >&2; exit 64 ;;
esac
sleep 1
kill -INT $tcpdump
wait $tcpdump || true
cat "$work/tcpdump.log" >&2
