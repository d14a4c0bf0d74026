import { expect, test } from "vitest";

import { readCounter } from "../packet-drop/packet-rules.ts";
import { sentBytes } from "../toxiproxy/toxiproxy-metrics.ts";

test("the bytes of a proxy are added up over its upstreams, per direction", () => {
  const name = "toxiproxy_proxy_sent_bytes_total";
  const metrics = [
    `# TYPE ${name} counter`,
    `${name}{direction="upstream",listener="127.0.0.1:1",proxy="a",upstream="127.0.0.1:2"} 14`,
    `${name}{direction="upstream",listener="127.0.0.1:1",proxy="a",upstream="127.0.0.1:3"} 1e+06`,
    `${name}{direction="downstream",listener="127.0.0.1:1",proxy="a",upstream="127.0.0.1:2"} 7`,
    `${name}{direction="upstream",listener="127.0.0.1:9",proxy="ab",upstream="127.0.0.1:2"} 99`,
  ].join("\n");
  expect(sentBytes(metrics, { proxy: "a", direction: "upstream" })).toBe(1_000_014);
  expect(sentBytes(metrics, { proxy: "a", direction: "downstream" })).toBe(7);
});

test("the counters of packet rules are found by their comment", () => {
  const saved = [
    ":INPUT ACCEPT [9:9]",
    '[2:120] -A INPUT -d 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:dropped" -j DROP',
    '[3:180] -A OUTPUT -s 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:dropped" -j DROP',
    '[7:700] -A INPUT -d 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:opened"',
  ].join("\n");
  expect(readCounter(saved, "bus-chaos:a:dropped")).toEqual({ packets: 5, bytes: 300 });
  expect(readCounter(saved, "bus-chaos:a:rejected")).toEqual({ packets: 0, bytes: 0 });
});
