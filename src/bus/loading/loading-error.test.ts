import { Script } from "node:vm";

import { expect, test } from "vitest";

import { loadingError } from "./loading-error.ts";

/** Returns the error that Node throws for code that it takes for CommonJS. */
function syntaxErrorOf(code: string, filename = "/service/bus.js"): unknown {
  try {
    return new Script(code, { filename });
  } catch (error) {
    return error;
  }
}

test.each([`import { Redis } from "ioredis";`, `export const bus = {};`, `export default {};`])(
  "the error for an ES module that Node takes for CommonJS names the way out: %s",
  (code) => {
    const { hint } = loadingError("bus.js", syntaxErrorOf(code));
    expect(hint).toContain(`rename it to .mjs, or write "type": "module"`);
  },
);

test("the error for an ES module in a .cjs file does not name a type that would not help", () => {
  const error = syntaxErrorOf(`export const bus = {};`, "/service/bus.cjs");
  const { hint } = loadingError("bus.cjs", error);
  expect(hint).toContain("every .cjs file for CommonJS: rename it to .mjs");
  expect(hint).not.toContain("type");
});

test("the error for another mistake of syntax asks to correct its line", () => {
  expect(loadingError("bus.js", syntaxErrorOf("const a = };")).hint).toBe("Correct that line.");
});

test.each(["module", "exports", "require"])(
  "the error for CommonJS that Node takes for an ES module names the way out: %s",
  (name) => {
    const more = `This file is being treated as an ES module because it has a '.js' file extension`;
    const error = new ReferenceError(`${name} is not defined in ES module scope\n${more}`);
    const { message, hint } = loadingError("bus.js", error);
    expect(message).toContain(`could not be loaded: ${name} is not defined in ES module scope`);
    expect(message).not.toContain("treated");
    expect(hint).toContain("rename it to .cjs");
  },
);
