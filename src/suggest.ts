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

/**
 * Counts the letters that must be inserted, deleted, replaced or swapped with the next letter
 * (optimal string alignment).
 */
function editDistance(from: string, to: string): number {
  // The distances from a beginning of `from` to every beginning of `to`: the last one, and the one before.
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      const isSwap =
        from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1] && row > 1;
      next[column] = Math.min(
        distanceAt(last, column - 1) + changed,
        distanceAt(last, column) + 1,
        distanceAt(next, column - 1) + 1,
        isSwap ? distanceAt(before, column - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return distanceAt(last, to.length);
}

function distanceAt(distances: readonly number[], column: number): number {
  return distances[column] ?? Infinity;
}
