import { expect, test } from "vitest";

import { defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { recommendBlock } from "./recommend-block.ts";
import { cell, dead, measured } from "./testing/measured.ts";

test("recommendBlock recommends the default of the streams bus for the figures of a normal machine", () => {
  expect(recommendBlock(measured(0, 50, 200, 1000, 5000)).blockMs).toBe(defaultBlockMs);
});

test("recommendBlock recommends the lowest value that keeps the limits, in any order of measurement", () => {
  expect(recommendBlock(measured(3000, 1000, 2000)).blockMs).toBe(1000);
});

test("recommendBlock judges every BLOCK value once, with the reasons against it", () => {
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

test("recommendBlock counts reads per consumer, and the worst number of consumers decides", () => {
  const cells = [
    cell(1000, { consumers: 100, readsPerSecond: 100 }),
    cell(1000, { consumers: 10, readsPerSecond: 30 }),
  ];
  const { judged } = recommendBlock({ cells, deadConnections: [dead(1000)] });
  expect(judged[0]?.objections).toEqual(["3.0 idle reads a second and consumer, budget 2"]);
});

test("recommendBlock rejects a value with which a dead connection is never noticed", () => {
  const recommendation = recommendBlock({
    cells: [cell(0, { readsPerSecond: 0 })],
    deadConnections: [dead(0, { deliveredMs: null })],
  });
  expect(recommendation).toEqual({
    blockMs: null,
    judged: [{ blockMs: 0, objections: ["a dead connection is not noticed within 8 s"] }],
  });
});

test("recommendBlock rejects a value that gives up healthy connections, or was not tried on a dead one", () => {
  const cells = [cell(1000, { lostConnections: 2 }), cell(2000)];
  const { judged } = recommendBlock({ cells, deadConnections: [dead(1000)] });
  expect(judged.map(({ objections }) => objections)).toEqual([
    ["gave up 2 healthy connections while idle"],
    ["a dead connection was not tried"],
  ]);
});

test("recommendBlock recommends nothing without measurements", () => {
  expect(recommendBlock({ cells: [], deadConnections: [] })).toEqual({ blockMs: null, judged: [] });
});
