import { expect, test } from "vitest";

import { defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { recommendBlock } from "./recommend-block.ts";
import { cell, dead, measured } from "./testing/measured.ts";

test("on a normal machine it is the default of the streams bus", () => {
  expect(recommendBlock(measured(0, 50, 200, 1000, 5000)).blockMs).toBe(defaultBlockMs);
});

test("of several that keep the limits it is the lowest, in whatever order they were measured", () => {
  expect(recommendBlock(measured(3000, 1000, 2000)).blockMs).toBe(1000);
});

test("every BLOCK value is judged once, with why not", () => {
  const { judged } = recommendBlock({
    cells: [...measured(200, 1000, 5000).cells, cell(200, { consumers: 10 })],
    deadConnections: measured(200, 1000, 5000).deadConnections,
  });
  expect(judged).toEqual([
    { blockMs: 200, objections: ["5.0 idle reads a second and consumer, budget 2"] },
    { blockMs: 1000, objections: [] },
    { blockMs: 5000, objections: ["a dead connection costs 6.6 s, limit 5 s"] },
  ]);
});

test("reads are counted per consumer, and the worst number of consumers decides", () => {
  const cells = [
    cell(1000, { consumers: 100, readsPerSecond: 100 }),
    cell(1000, { consumers: 10, readsPerSecond: 30 }),
  ];
  const { judged } = recommendBlock({ cells, deadConnections: [dead(1000)] });
  expect(judged[0]?.objections).toEqual(["3.0 idle reads a second and consumer, budget 2"]);
});

test("a reader that never notices a dead connection is no choice, however cheap", () => {
  const recommendation = recommendBlock({
    cells: [cell(0, { readsPerSecond: 0 })],
    deadConnections: [dead(0, { deliveredMs: null })],
  });
  expect(recommendation).toEqual({
    blockMs: null,
    judged: [{ blockMs: 0, objections: ["a dead connection is not noticed within 8 s"] }],
  });
});

test("neither is one that gives up healthy connections, or was not tried on a dead one", () => {
  const cells = [cell(1000, { lostConnections: 2 }), cell(2000)];
  const { judged } = recommendBlock({ cells, deadConnections: [dead(1000)] });
  expect(judged.map(({ objections }) => objections)).toEqual([
    ["gave up 2 healthy connections while idle"],
    ["a dead connection was not tried"],
  ]);
});

test("without measurements there is no recommendation", () => {
  expect(recommendBlock({ cells: [], deadConnections: [] })).toEqual({ blockMs: null, judged: [] });
});
