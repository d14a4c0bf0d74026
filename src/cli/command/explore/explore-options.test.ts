import { describe, expect, test } from "vitest";

import { streamsBus } from "../../../bus/streams/streams-bus.ts";
import { UsageError } from "../../../errors.ts";
import { readOptions, type RawOptions } from "../../option/read-options.ts";
import { choosePoints, runsOfExploration } from "./exploration-request.ts";
import { checkExploreOptions, exploreOptions } from "./explore-options.ts";

function readExploreOptions(raw: RawOptions) {
  const values = readOptions(exploreOptions, raw);
  checkExploreOptions(values);
  const runs = runsOfExploration(values, { bus: streamsBus, seed: 1 });
  return { bus: values.bus, ...choosePoints(values), recoveryLimitMs: runs.recoveryLimitMs };
}

const token = "publisher-0/commands/XADD/stream:orders/7/before-reply/rst";

describe("the options of `explore`", () => {
  test("the options of an exploration have defaults", () => {
    expect(readExploreOptions({})).toMatchObject({
      bus: "streams",
      depth: 1,
      named: [],
      handshakes: false,
      recoveryLimitMs: 5_000,
      secondActs: [{ kind: "fin" }, { kind: "blackhole" }],
    });
  });

  test("--point names a point by its token", () => {
    const { named } = readExploreOptions({ point: [token] });
    expect(named).toHaveLength(1);
    expect(named[0]?.[0]).toMatchObject({ point: { occurrence: 7 } });
  });

  test("--second-act chooses what the second fault does", () => {
    const { secondActs } = readExploreOptions({ depth: "2", "second-act": ["rst", "delay-50"] });
    expect(secondActs).toEqual([{ kind: "rst" }, { kind: "delay", delayMs: 50 }]);
  });

  test.each([
    [{ link: "toxiproxy" }, "cannot lay faults at single commands"],
    [{ depth: "3" }, "--depth"],
    [{ jobs: "0" }, "--jobs"],
    [{ budget: "60" }, "--budget"],
    [{ point: ["XADD"] }, "is not the token of a point"],
    [{ point: [token], only: "XADD" }, "--point and --only"],
    [{ point: [token], depth: "2" }, "--point and --depth"],
    [{ "second-act": ["LOADING"] }, "--second-act"],
    [{ provider: "external" }, "needs --redis-url"],
    [{ provider: "docker", "redis-url": "redis://127.0.0.1:6379" }, "--provider docker and"],
    [{ quiet: true, verbose: true }, "--quiet and --verbose"],
  ])("the options %o are refused", (raw, why) => {
    expect(() => readExploreOptions(raw)).toThrow(UsageError);
    expect(() => readExploreOptions(raw)).toThrow(why);
  });

  test("--link embedded is accepted", () => {
    expect(() => readExploreOptions({ link: "embedded" })).not.toThrow();
  });
});
