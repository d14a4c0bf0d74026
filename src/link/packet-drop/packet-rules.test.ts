import { expect, test } from "vitest";

import { readCounter } from "./packet-rules.ts";

test("finds the counters of packet rules by the comment of the rule", () => {
  const saved = [
    ":INPUT ACCEPT [9:9]",
    '[2:120] -A INPUT -d 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:dropped" -j DROP',
    '[3:180] -A OUTPUT -s 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:dropped" -j DROP',
    '[7:700] -A INPUT -d 10.231.7.2/32 -p tcp -m comment --comment "bus-chaos:a:opened"',
  ].join("\n");
  expect(readCounter(saved, "bus-chaos:a:dropped")).toEqual({ packets: 5, bytes: 300 });
  expect(readCounter(saved, "bus-chaos:a:rejected")).toEqual({ packets: 0, bytes: 0 });
});
