import { registerHooks } from "node:module";

/** The source file that each fake part replaces. */
const sources: Readonly<Record<string, string>> = {
  "idle-redis": "/src/fixtures/redis/redis-process.ts",
  "hidden-redis": "/src/fixtures/redis/redis-process.ts",
  "idle-links": "/src/link/embedded/embedded-link.ts",
};

/**
 * Replaces a source file by the fake part that `BUS_CHAOS_FAKE_PART` names, such as `idle-redis`. Load this
 * file with `--import` before the program: then the whole command runs as usual, except that this one part
 * claims to do something and does not do it. Only the fake part itself still gets the real source.
 */
const name = process.env["BUS_CHAOS_FAKE_PART"] ?? "";
const source = sources[name];
if (source === undefined) throw new Error(`there is no fake part named ${name}`);
const fakePart = new URL(`${name}.ts`, import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isReplaced = resolved.url.endsWith(source) && context.parentURL !== fakePart;
    return isReplaced ? { ...resolved, url: fakePart } : resolved;
  },
});
