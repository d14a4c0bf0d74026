import { expect, test } from "vitest";

import { sketchCommand } from "../../explore/testing/sketch-command.ts";
import { pointText } from "../../link/contract/command-point.ts";
import { findCommand, learnNames, nameCommands } from "./steady-names.ts";

const pop = (key: string, atMs: number, occurrence = 1) =>
  sketchCommand({ command: "BRPOP", key, occurrence, atMs, connectionName: "reader" });
const texts = (...runs: ReturnType<typeof pop>[][]) => {
  const names = learnNames(runs);
  return runs.map((run) => nameCommands(run, names).map(({ point }) => pointText(point)));
};

test("a key with a random part has the same name in every run", () => {
  const [one, other] = texts(
    [pop("q:5e0c6f1a9b2d", 1), pop("q:5e0c6f1a9b2d", 2, 2)],
    [pop("q:77a1b2c3d4e5", 1), pop("q:77a1b2c3d4e5", 2, 2)],
  );
  expect(one).toEqual(["publisher-0 reader BRPOP q:… #1", "publisher-0 reader BRPOP q:… #2"]);
  expect(other).toEqual(one);
});

test("names that do not look random are compared in the order in which they came", () => {
  const [one, other] = texts(
    [pop("pub-95:in", 1), pop("orders", 2)],
    [pop("pub-7:in", 1), pop("orders", 2)],
  );
  expect(one).toEqual([
    "publisher-0 reader BRPOP pub-…:in #1",
    "publisher-0 reader BRPOP orders #1",
  ]);
  expect(other).toEqual(one);
});

test("two random keys at the same place are told apart by the order of their commands", () => {
  const [one, other] = texts(
    [pop("q:11111111", 1), pop("q:22222222", 2), pop("q:11111111", 3, 2)],
    [pop("q:99999999", 1), pop("q:88888888", 2), pop("q:99999999", 3, 2)],
  );
  expect(one).toEqual([1, 2, 3].map((number) => `publisher-0 reader BRPOP q:… #${number}`));
  expect(other).toEqual(one);
});

test("findCommand counts all commands for which the names of a point stand", () => {
  const run = [pop("q:11111111", 1), pop("q:22222222", 2), pop("orders", 3)];
  const point = { role: "publisher-0", connection: "reader", command: "BRPOP" };
  expect(findCommand(run, { ...point, key: "q:…", occurrence: 2 })).toBe(run[1]);
  expect(findCommand(run, { ...point, key: "q:…", occurrence: 3 })).toBeUndefined();
  expect(findCommand(run, { ...point, key: "orders", occurrence: 1 })).toBe(run[2]);
});
