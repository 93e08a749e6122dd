#!/usr/bin/env python3
"""Sums a capture by conversation from what tshark reads in each packet, as flowmeter's CSV.

    tshark-conversations.py CAPTURE >loopback.csv

`tshark -z conv` will not do: it rounds bytes to kB, and splits a port that is used again.
A later fragment counts under the ports of its first one where that came before, else under 0.
"""

import subprocess
import sys

FIELDS = (
    "frame.time_epoch frame.len ip.src ip.dst ip.proto ip.id ip.frag_offset ip.flags.mf "
    "ipv6.src ipv6.dst ipv6.nxt ipv6.hopopts.nxt ipv6.routing.nxt ipv6.dstopts.nxt "
    "ipv6.fraghdr.nxt ipv6.fraghdr.ident ipv6.fraghdr.offset ipv6.fraghdr.more "
    "ah.next_header tcp.srcport tcp.dstport udp.srcport udp.dstport"
).split()
EXTENSIONS = {"", "0", "43", "44", "51", "60", "135"}
TCP, UDP = "6", "17"


def packets(capture):
    # occurrence=f: of a packet quoted inside an ICMP error, only the outer header counts
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "occurrence=f"]
    command += ["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"]
    command += [word for field in FIELDS for word in ("-e", field)]
    for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        yield dict(zip(FIELDS, line.split("\t")))


def header(p):
    """(protocol, source, destination, fragment key or None, is a later fragment)"""
    if p["ip.src"]:
        later = int(p["ip.frag_offset"], 0) > 0
        parted = later or p["ip.flags.mf"] in ("1", "True")
        source, destination, proto, ident = p["ip.src"], p["ip.dst"], p["ip.proto"], p["ip.id"]
    elif p["ipv6.src"]:
        chain = [p[f"ipv6.{h}nxt"] for h in ("", "hopopts.", "routing.", "dstopts.", "fraghdr.")]
        chain.append(p["ah.next_header"])
        proto = next(n for n in chain if n not in EXTENSIONS)
        parted = p["ipv6.fraghdr.nxt"] != ""
        later = parted and int(p["ipv6.fraghdr.offset"], 0) > 0
        source, destination, ident = p["ipv6.src"], p["ipv6.dst"], p["ipv6.fraghdr.ident"]
    else:
        return None
    return proto, source, destination, (source, destination, proto, ident) if parted else None, later


def conversations(capture):
    found, first_ports = {}, {}
    for p in packets(capture):
        read = header(p)
        if read is None:
            continue
        proto, source, destination, fragment, later = read
        name = {TCP: "tcp", UDP: "udp"}.get(proto)
        ports = (p[f"{name}.srcport"], p[f"{name}.dstport"]) if name and not later else ("0", "0")
        if fragment and later:
            ports = first_ports.get(fragment, ports)
        elif fragment:
            first_ports[fragment] = ports
        a, b = (source, ports[0]), (destination, ports[1])
        time, size = p["frame.time_epoch"], int(p["frame.len"])
        key = (proto, a, b) if (proto, a, b) in found else (proto, b, a)
        if key not in found:
            key = (proto, a, b)
            found[key] = [0, 0, 0, 0, time, time]
        record, side = found[key], 0 if key[1] == a else 2
        record[side] += 1
        record[side + 1] += size
        record[4], record[5] = min(record[4], time), max(record[5], time)
    return found


print("protocol,a_addr,a_port,b_addr,b_port,a_to_b_packets,a_to_b_bytes,b_to_a_packets,b_to_a_bytes,first,last")
for (proto, a, b), record in conversations(sys.argv[1]).items():
    print(",".join(map(str, (proto, *a, *b, *record))))
