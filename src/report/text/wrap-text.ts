/** Any space but the one between a number and its unit. */
const breakableSpace = / (?!(?<=\d )(?:ms|s)\b)/u;

/** Breaks a text between words into lines of at most `width` characters. It cuts a longer word. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text
    .split(breakableSpace)
    .flatMap((each) => pieces(each, Math.max(1, width)))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if ([...longer].length <= width || line === "") {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const letters = [...word];
  if (letters.length <= width) return [word];
  const starts = Array.from({ length: Math.ceil(letters.length / width) }, (_, at) => at * width);
  return starts.map((start) => letters.slice(start, start + width).join(""));
}
