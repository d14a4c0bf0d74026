import { registerHooks } from "node:module";

/** Which source each sham takes the place of. */
const shams: Readonly<Record<string, string>> = {
  "idle-redis": "/src/fixtures/redis/redis-process.ts",
  "hidden-redis": "/src/fixtures/redis/redis-process.ts",
  "idle-links": "/src/link/embedded/embedded-link.ts",
};

/**
 * Loaded by `--import` before the program itself, it puts the sham that `BUS_CHAOS_SHAM` names in the
 * place of a source; the sham alone still gets the real one. So the whole command runs, and only what
 * is said to do nothing does nothing.
 */
const name = process.env["BUS_CHAOS_SHAM"] ?? "";
const replaced = shams[name];
if (replaced === undefined) throw new Error(`there is no sham named ${name}`);
const sham = new URL(`${name}.ts`, import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isMeant = resolved.url.endsWith(replaced) && context.parentURL !== sham;
    return isMeant ? { ...resolved, url: sham } : resolved;
  },
});
