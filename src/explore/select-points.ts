import type { ExplorationFault } from "./exploration-fault.ts";
import { formatToken } from "./token.ts";

/**
 * Returns the points whose token contains the pattern. `*` stands for any text, `?` for one character:
 * `XADD*stall` matches `publisher-0/commands/XADD/stream:orders/7/before-reply/stall`.
 */
export function matchPoints<Point extends readonly ExplorationFault[]>(
  points: readonly Point[],
  glob: string,
): readonly Point[] {
  const pattern = globPattern(glob);
  return points.filter((faults) => pattern.test(formatToken(faults)));
}

function globPattern(glob: string): RegExp {
  const literal = (text: string): string => RegExp.escape(text);
  const parts = glob.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : literal(part);
  });
  return new RegExp(parts.join(""), "u");
}
