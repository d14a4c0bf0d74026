/** The known name nearest to a mistyped one, if one is near enough to be meant. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const letters = typed.replace(/^-+/u, "").length;
  const limit = Math.max(1, Math.floor(letters / 3));
  let nearest: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = name.startsWith(typed) && typed !== "" ? 1 : editDistance(typed, name);
    if (distance <= limit && (!nearest || distance < nearest.distance))
      nearest = { name, distance };
  }
  return nearest?.name;
}

/** `Did you mean restart?`, or the list of what there is. */
export function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? `There is: ${names.join(", ")}.` : `Did you mean ${nearest}?`;
}

/** How many letters must be inserted, deleted or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  // The distances of what was read of `from` so far to every beginning of `to`.
  let distances = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const letter of from) {
    let last = (distances[0] ?? 0) + 1;
    const next = [last];
    for (const [column, other] of [...to].entries()) {
      const replaced = (distances[column] ?? 0) + (letter === other ? 0 : 1);
      last = Math.min(replaced, (distances[column + 1] ?? 0) + 1, last + 1);
      next.push(last);
    }
    distances = next;
  }
  return distances.at(-1) ?? 0;
}
