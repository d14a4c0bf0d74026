import { expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import { watchBypasses } from "./bypass-watch.ts";

/** A watch that sees these clients, with a link that has used these ports. */
function watching(
  clients: () => string,
  ports: ReadonlySet<number> | undefined,
  { isShared = false } = {},
) {
  const recorded: OperationDraft[] = [];
  const watch = watchBypasses({
    recorder: { record: (operation: OperationDraft) => recorded.push(operation) },
    directRedis: { ask: async () => clients() },
    redis: { provider: "process", isShared },
    links: new Map([["subscriber-0", ports === undefined ? {} : { serverPorts: () => ports }]]),
  });
  return { watch, recorded };
}

const direct = "id=7 addr=127.0.0.1:5000 name=mine cmd=xack";

test("records a client that came through no link, once, when a second look sees it again", async () => {
  const { watch, recorded } = watching(() => direct, new Set([4000]));
  await watch.look();
  expect(recorded).toEqual([]);
  await watch.look();
  await watch.look();
  expect(recorded).toMatchObject([{ kind: "bypass", client: "mine", command: "xack" }]);
  await watch[Symbol.asyncDispose]();
});

test("records no client whose port the link comes to know after the first look", async () => {
  const ports = new Set<number>();
  const { watch, recorded } = watching(() => direct, ports);
  await watch.look();
  ports.add(5000);
  await watch.look();
  expect(recorded).toEqual([]);
  await watch[Symbol.asyncDispose]();
});

test("records no connection of the harness, none without a command, and none if a link cannot tell its ports or other runs use Redis", async () => {
  const ours = watching(() => "id=1 addr=127.0.0.1:5000 name=bus-chaos:direct", new Set());
  const silent = watching(() => "id=1 addr=127.0.0.1:5000 name= cmd=NULL", new Set());
  const blind = watching(() => direct, undefined);
  const ofOtherRuns = watching(() => direct, new Set(), { isShared: true });
  for (const { watch, recorded } of [ours, silent, blind, ofOtherRuns]) {
    await watch.look();
    await watch.look();
    expect(recorded).toEqual([]);
    await watch[Symbol.asyncDispose]();
  }
});

test("goes on after a look that failed, because Redis was down", async () => {
  let isDown = true;
  const { watch, recorded } = watching(() => {
    if (isDown) throw new Error("connect ECONNREFUSED");
    return direct;
  }, new Set());
  await watch.look();
  isDown = false;
  await watch.look();
  await watch.look();
  expect(recorded).toHaveLength(1);
  await watch[Symbol.asyncDispose]();
});
