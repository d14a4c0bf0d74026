/**
 * Returns the known name nearest to a mistyped one. For every three letters typed, one may be wrong;
 * a name that is further away was not meant.
 */
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

/** Returns a hint: `Did you mean restart?`, or all names if none is near. */
export function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? `There is: ${names.join(", ")}.` : `Did you mean ${nearest}?`;
}

/** Counts the letters that must be inserted, deleted or replaced (Levenshtein distance). */
function editDistance(from: string, to: string): number {
  // The distances from the letters of `from` read so far to every beginning of `to`.
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
