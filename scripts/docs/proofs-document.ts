import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { brokenJudges } from "../../proof/broken-judges/broken-judges.ts";
import { everyScope } from "../../proof/scopes/every-scope.ts";
import { countText } from "../../src/wording.ts";

const project = dirname(dirname(import.meta.dirname));
const scopes = join(project, "proof", "scopes");

export const proofsFile = join(project, "docs", "proofs.md");

/** Returns docs/proofs.md with the scopes of the proof, their sizes, and the number of broken judges. */
export function proofsText(): string {
  const total = everyScope.reduce((sum, { size }) => sum + size, 0);
  const judges = Object.keys(brokenJudges).length;
  return readFileSync(proofsFile, "utf8")
    .replace(/\d[\d ]* histories take/u, `${countText(total)} histories take`)
    .replace(/\d+ broken judges/u, `${judges} broken judges`)
    .replace(/^\| scope .*\n(?:\|.*\n)+/mu, scopeTable());
}

function scopeTable(): string {
  const files = readdirSync(scopes, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(join(scopes, file), "utf8") }));
  const rows = everyScope.map(({ name, size }) => {
    const file = files.find(({ text }) => text.includes(`"${name}"`))?.file ?? "";
    return `| ${name} | ${countText(size)} | \`${file.replace(/\.ts$/u, "")}\` |\n`;
  });
  return `| scope | histories | file |\n| --- | ---: | --- |\n${rows.join("")}`;
}
