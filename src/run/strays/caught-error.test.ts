import { EventEmitter } from "node:events";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readCaughtError } from "./caught-error.ts";

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const read = (thrown: unknown) => readCaughtError(thrown, "uncaught-exception");

describe("the text of an error that reached no caller", () => {
  test.each([
    ["the message of an Error", new Error("write ECONNRESET"), "write ECONNRESET"],
    [
      "the class of another error",
      new TypeError("x is not a function"),
      "TypeError: x is not a function",
    ],
    ["a value that is no error", { code: 7 }, "{ code: 7 }"],
    ["nothing at all", undefined, "undefined"],
    [
      "the first of several errors",
      new AggregateError([new Error("connect ECONNREFUSED")]),
      "AggregateError: connect ECONNREFUSED",
    ],
    ["several lines", new Error("one\n  two"), "one two"],
  ])("the text has %s", (_what, thrown, text) => {
    expect(read(thrown).text).toBe(text);
  });

  test("a value that throws when it is read has a text too", () => {
    const hostile = Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error("no");
      },
    });
    expect(read(hostile)).toMatchObject({ text: "something that has no text" });
  });
});

describe("the stack of an error that reached no caller", () => {
  const withStack = (...frames: string[]) =>
    Object.assign(new Error("oops"), { stack: ["Error: oops", ...frames].join("\n") });

  test("a stack has no frames of the harness, but it has the frames of the buses of the project", () => {
    const source = join(import.meta.dirname, "../..");
    const { stack } = read(
      withStack(
        "    at run (file:///elsewhere/bus.mjs:3:9)",
        `    at perform (file://${source}/run/perform.ts:45:3)`,
        `    at open (${source}/bus/streams/streams-bus.ts:9:1)`,
      ),
    );
    expect(stack).toHaveLength(2);
    expect(stack[0]).toBe("at run (file:///elsewhere/bus.mjs:3:9)");
    expect(stack[1]).toContain("bus/streams/streams-bus.ts:9:1");
  });

  test("files below the working directory are shown with short paths", () => {
    const { stack } = read(withStack(`    at f (file://${process.cwd()}/my-bus.ts:1:2)`));
    expect(stack).toEqual(["at f (my-bus.ts:1:2)"]);
  });

  test("the causes follow with their own frames", () => {
    const cause = withStack("    at inner (/bus.js:1:1)");
    const outer = Object.assign(withStack("    at outer (/bus.js:2:2)"), { cause });
    expect(read(outer).stack).toEqual([
      "at outer (/bus.js:2:2)",
      "caused by oops",
      "at inner (/bus.js:1:1)",
    ]);
  });
});

test("an error event without a listener is told from a thrown error, and says who emitted it", () => {
  const emitter = new EventEmitter();
  const error = readCaughtError(
    thrownBy(() => emitter.emit("error", new Error("read ECONNRESET"))),
    "uncaught-exception",
  );
  expect(error.origin).toBe("unhandled-error-event");
  expect(error.stack.join("\n")).toContain("Emitted 'error' event");
  const text = thrownBy(() => emitter.emit("error", "a text"));
  expect(readCaughtError(text, "unhandled-rejection").origin).toBe("unhandled-error-event");
  expect(read(new Error("thrown")).origin).toBe("uncaught-exception");
});
