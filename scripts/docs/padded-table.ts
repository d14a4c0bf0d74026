/** Returns the lines of a Markdown table with columns of equal width, as oxfmt formats them. */
export function paddedTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], filler: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(" | ")} |`;
  return [
    line(headings, " "),
    line(
      headings.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row, " ")),
  ];
}
