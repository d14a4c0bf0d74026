/** The three lengths at which a thing to repair can be shown. Each is a block of lines. */
export interface BlockForms {
  /** Names the thing, and gives the first line of its advice. */
  readonly title: readonly string[];
  /** The same, with the reason and one command. */
  readonly brief: readonly string[];
  readonly full: readonly string[];
}

/** With its heading and the verdict below them, this many lines of blocks fit a screen of 25 lines. */
export const mostBlockLines = 16;

/**
 * Chooses the length of each block, so that all of them together have at most `mostLines` lines. First as many blocks
 * as possible become brief, from the worst on, then full. The worst is brief at least.
 *
 *     three things of 2, 6 or 9 lines, at most 16 lines
 *     → brief, brief, title: 6 + 6 + 2 lines
 */
export function fittingBlocks(
  forms: readonly BlockForms[],
  mostLines = mostBlockLines,
): readonly (readonly string[])[] {
  const chosen = forms.map(({ title, brief }, at) => (at === 0 ? brief : title));
  for (const length of ["brief", "full"] as const) {
    for (const [at, form] of forms.entries()) {
      const longer = chosen.with(at, form[length]);
      if (longer.flat().length <= mostLines) chosen.splice(0, chosen.length, ...longer);
    }
  }
  return chosen;
}

/** Cuts lines of text after `most` lines, with a mark in the place of the last word. */
export function cutLines(lines: readonly string[], most: number): readonly string[] {
  const last = lines[most - 1];
  if (lines.length <= most || last === undefined) return lines;
  return [...lines.slice(0, most - 1), `${last.replace(/(?<=\S)[\s,;:.(]+\S*$/u, "")}…`];
}
