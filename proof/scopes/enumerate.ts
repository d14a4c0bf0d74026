/** Yields every way to take one value from each list. The last list changes fastest. */
export function* product<const Lists extends readonly (readonly unknown[])[]>(
  ...lists: Lists
): Generator<{ [At in keyof Lists]: Lists[At][number] }> {
  const [first, ...rest] = lists;
  if (!first) {
    yield [] as never;
    return;
  }
  for (const value of first) {
    for (const others of product(...rest)) yield [value, ...others] as never;
  }
}

/**
 * Yields every way to take `count` of the values if their order does not matter. A value may be taken
 * more than once: of `a` and `b`, two are `aa`, `ab`, `bb`.
 */
export function* multisets<Value>(values: readonly Value[], count: number): Generator<Value[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let at = 0; at < values.length; at++) {
    for (const others of multisets(values.slice(at), count - 1)) yield [values[at]!, ...others];
  }
}

/** Yields every sequence of at most `upTo` values, each at most `eachAtMost` times; `[]` comes first. */
export function* sequences<Value>(
  values: readonly Value[],
  limits: { readonly upTo: number; readonly eachAtMost: number },
  begun: readonly Value[] = [],
): Generator<readonly Value[]> {
  yield begun;
  if (begun.length === limits.upTo) return;
  for (const value of values) {
    const count = begun.filter((each) => each === value).length;
    if (count < limits.eachAtMost) yield* sequences(values, limits, [...begun, value]);
  }
}
