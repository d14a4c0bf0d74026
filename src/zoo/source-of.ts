import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns the path of the module of a planted bug, by which another process loads it. */
export function sourceOfPlantedBug(name: string): string {
  // The files have the extension of this one: `.js` in the installed package.
  return fileURLToPath(new URL(`${name}${extname(import.meta.url)}`, import.meta.url));
}
