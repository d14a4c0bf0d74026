import { describe, expect, test } from "vitest";

import { commonPattern, matchesName, shapeOf } from "./name-pattern.ts";

describe("shapeOf", () => {
  test.for([
    ["reader-0b8a3b5e-5f9e-4a31-9c28-0f6f7c6b7a10", "reader-…"],
    ["q:orders:6fd1c4b2a97e:work", "q:orders:…:work"],
    ["client-k3j9f0a1x", "client-…"],
    ["worker-18231", "worker-…"],
    ["lock:1764491449123-0", "lock:…-0"],
  ] as const)("shapeOf replaces the random part of %s", ([name, shape]) => {
    expect(shapeOf(name)).toBe(shape);
  });

  test.for(["stream:orders", "shard-12", "subscriber-0", "v2:orders", "deadlineless", "order2024"])(
    "shapeOf keeps %s, because no part of it looks random",
    (name) => {
      expect(shapeOf(name)).toBe(name);
    },
  );
});

describe("commonPattern", () => {
  test("commonPattern keeps the beginning and the end that all names have", () => {
    expect(commonPattern(["pub-95:in", "pub-97:in", "pub-5:in"])).toBe("pub-…:in");
  });

  test("commonPattern finds a random part that contains separators", () => {
    expect(commonPattern(["q:V1StG-R8_Z5j:x", "q:kQ_9wLm2-a:x"])).toBe("q:…:x");
  });

  test("commonPattern keeps a shape that all names share", () => {
    expect(commonPattern(["a-…-1", "a-…-2"])).toBe("a-…-…");
  });

  test("commonPattern returns a name that never changes as it is", () => {
    expect(commonPattern(["orders", "orders"])).toBe("orders");
  });
});

describe("matchesName", () => {
  test("matchesName lets … stand for any text that is not empty", () => {
    expect(matchesName("q:…:work", "q:a(b)*:c:work")).toBe(true);
    expect(matchesName("q:…:work", "q::work")).toBe(false);
    expect(matchesName("q:…", "p:1")).toBe(false);
  });

  test("matchesName compares a name without … letter by letter, and a missing name with none", () => {
    expect(matchesName("a.c", "abc")).toBe(false);
    expect(matchesName(undefined, undefined)).toBe(true);
    expect(matchesName("…", undefined)).toBe(false);
    expect(matchesName(undefined, "a")).toBe(false);
  });
});
