import { expect, test } from "vitest";

import { throughLink } from "./through-link.ts";

const link = { endpoint: { host: "127.0.0.1", port: 5 } };

test.each([
  ["redis://localhost:6379", "redis://127.0.0.1:5"],
  ["rediss://ann:p%40ss%2F@[::1]:1/3", "redis://ann:p%40ss%2F@127.0.0.1:5/3"],
  ["rediss://:p@ss@redis.example/1", "redis://:p%40ss@127.0.0.1:5/1"],
])("a bus on %s gets %s: the same user, password and database, without TLS", (url, given) => {
  expect(throughLink(url, link)).toBe(given);
});
