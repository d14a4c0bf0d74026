/** Returns the code with the same length, and with spaces in place of comments and of the insides of texts. */
export function maskCode(code: string): string {
  return code.replaceAll(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/gu,
    (found) => {
      const isText = /^["'`]/u.test(found);
      const blank = (text: string) => text.replaceAll(/[^\n]/gu, " ");
      return isText ? found.charAt(0) + blank(found.slice(1, -1)) + found.charAt(0) : blank(found);
    },
  );
}

const closing: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", "<": ">" };

/** Returns the index of the bracket that closes the one at `start`, or the end of the masked code. */
export function closingIndex(masked: string, start: number): number {
  const open = masked.charAt(start);
  const close = closing[open];
  let depth = 0;
  for (let index = start; index < masked.length; index++) {
    const letter = masked.charAt(index);
    // The arrow of a function type closes nothing.
    if (letter === ">" && masked.charAt(index - 1) === "=") continue;
    if (letter === open) depth++;
    if (letter === close && --depth === 0) return index;
  }
  return masked.length;
}

/** Splits code at separators that are inside of no bracket: `a: Map<x, y>, b` at `,` gives two parts. */
export function splitOutside(code: string, separators: string): string[] {
  const masked = maskCode(code);
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < masked.length; index++) {
    const letter = masked.charAt(index);
    if (letter in closing) index = closingIndex(masked, index);
    else if (separators.includes(letter)) {
      parts.push(code.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, code.slice(start)].map((part) => part.trim()).filter((part) => part !== "");
}
