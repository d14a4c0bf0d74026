import { expect, test } from "vitest";

import { sentBytes } from "./toxiproxy-metrics.ts";

test("adds up the bytes of a proxy over all its upstreams, for each direction", () => {
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
