import { setTimeout as delay } from "node:timers/promises";

import { afterEach, expect, test } from "vitest";

import { EnvironmentError, UsageError } from "../../errors.ts";
import {
  callFor,
  dispatchStrayError,
  importFor,
  onUnownedError,
  takeOutput,
  type RunOwner,
} from "./stray-errors.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function owner() {
  const taken: string[] = [];
  const printed: string[] = [];
  const run: RunOwner = {
    takeError: ({ origin, text }, role) => void taken.push(`${role} ${origin} ${text}`),
    takeOutput: (text, role) => void printed.push(`${role} ${text}`),
  };
  return { run, taken, printed };
}

function listen(claims: boolean) {
  const heard: unknown[] = [];
  stops.push(
    onUnownedError((error) => {
      heard.push(error);
      return claims;
    }),
  );
  return heard;
}

test("an error in a timer goes to the run and the role whose call started the timer", async () => {
  const one = owner();
  const other = owner();
  const heard = listen(true);
  const fail = async (text: string) => {
    await delay(1);
    dispatchStrayError(new Error(text), "uncaught-exception");
  };
  const calls = [
    callFor(one.run, "publisher-0", () => fail("first")),
    callFor(other.run, "subscriber-0", () => fail("second")),
  ];
  await Promise.all(calls);
  expect(one.taken).toEqual(["publisher-0 uncaught-exception first"]);
  expect(other.taken).toEqual(["subscriber-0 uncaught-exception second"]);
  expect(heard).toEqual([]);
});

test("an error outside every run goes to the listeners, and is left if none takes it", () => {
  const error = new Error("stray");
  expect(dispatchStrayError(error, "uncaught-exception")).toEqual({ left: error });
  const ignoring = listen(false);
  const taking = listen(true);
  expect(dispatchStrayError(error, "uncaught-exception")).toBeUndefined();
  expect([ignoring, taking]).toEqual([[error], [error]]);
});

test("an error of what a module started while it was imported names the module", () => {
  const heard = listen(true);
  importFor(() => dispatchStrayError(new Error("no Redis"), "unhandled-rejection"));
  expect(heard[0]).toBeInstanceOf(UsageError);
  expect(String(heard[0])).toContain("the module of the bus failed outside any run: no Redis");
});

test("an error of the harness that a bus passes on is not an error of the bus", () => {
  const { run, taken } = owner();
  const heard = listen(true);
  const error = new EnvironmentError("cannot write the history");
  callFor(run, "publisher-0", () => dispatchStrayError(error, "unhandled-rejection"));
  expect(taken).toEqual([]);
  expect(heard).toEqual([error]);
});

test("a call of process.exit counts once, also if the error that it throws is not caught", () => {
  const { run, taken } = owner();
  const error = new Error("the bus called process.exit(0)");
  callFor(run, "publisher-0", () => {
    dispatchStrayError(error, "exit");
    dispatchStrayError(error, "uncaught-exception");
  });
  expect(taken).toEqual(["publisher-0 exit the bus called process.exit(0)"]);
});

test("a run takes what its bus prints, also from a timer, and nothing else", async () => {
  const { run, printed } = owner();
  expect(takeOutput("of the harness")).toBe(false);
  const later = callFor(run, "publisher-0", async () => {
    await delay(1);
    return takeOutput("late");
  });
  expect(callFor(run, "subscriber-0", () => takeOutput("at once"))).toBe(true);
  expect(await later).toBe(true);
  expect(importFor(() => takeOutput("of a module"))).toBe(false);
  expect(printed).toEqual(["subscriber-0 at once", "publisher-0 late"]);
});
