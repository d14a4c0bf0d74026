import { describe, expect, test } from "vitest";

import { findGroup, isNameInRedis } from "./names-in-redis.ts";

describe("isNameInRedis", () => {
  test.each([
    ["orders", true],
    ["app:orders", true],
    ["bus-1:app:orders", true],
    ["my-orders", false],
    ["orders:app", false],
  ])("%s stands for orders: %s", (nameInRedis, stands) => {
    expect(isNameInRedis(nameInRedis, "orders")).toBe(stands);
  });
});

describe("findGroup", () => {
  const found = (...names: readonly string[]) =>
    findGroup(new Map(names.map((name) => [name, name])), "a");

  test("the name itself goes before names with a prefix", () => {
    expect(found("x:a", "a", "y:a")).toBe("a");
  });

  test("a single name with a prefix is found", () => {
    expect(found("x:a", "b")).toBe("x:a");
  });

  test("several names with a prefix are not told apart", () => {
    expect(found("x:a", "y:a")).toBeUndefined();
  });
});
