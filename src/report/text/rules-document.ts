import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { isInstalled } from "../../user-command.ts";

/** The page that explains the rule ids of a report, in this package. */
export const rulesDocument = "docs/findings.md";

/** Returns the path of that page from the folder of the user, so that an editor or a terminal can open it. */
export function rulesDocumentPath(folder: string = process.cwd()): string {
  // With pnpm the package itself is in a folder with a long name, to which this one leads.
  const linked = join("node_modules", "bus-chaos", rulesDocument);
  if (isInstalled && existsSync(join(folder, linked))) return linked;
  const page = fileURLToPath(new URL(`../../../${rulesDocument}`, import.meta.url));
  const path = relative(folder, page);
  return path.startsWith("..") ? page : path;
}
