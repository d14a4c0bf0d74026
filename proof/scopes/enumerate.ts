/** Each way to take one value from each list. */
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

/** Each way to take `count` of the values, the same ones again included, where order is all one. */
export function* multisets<Value>(values: readonly Value[], count: number): Generator<Value[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let at = 0; at < values.length; at++) {
    for (const others of multisets(values.slice(at), count - 1)) yield [values[at]!, ...others];
  }
}

/** Each sequence of the values, the empty one included, in which none comes too often. */
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
