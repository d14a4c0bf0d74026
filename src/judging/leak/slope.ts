/** The slope of a line through measurements, with its uncertainty. */
export interface Slope {
  readonly perStep: number;
  /** Lower end of its 95 % confidence interval. */
  readonly lower: number;
}

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
/** With 2 points a line fits exactly, and the error of its slope is unknown. */
const leastPoints = 3;

/** Fits a line by least squares. Returns `undefined` for fewer than 3 points. */
export function fitSlope(points: readonly (readonly [number, number])[]): Slope | undefined {
  const count = points.length;
  if (count < leastPoints) return undefined;
  const meanX = sum(points.map(([x]) => x)) / count;
  const meanY = sum(points.map(([, y]) => y)) / count;
  const spread = sum(points.map(([x]) => (x - meanX) ** 2));
  const perStep = sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
  const residual = sum(points.map(([x, y]) => (y - meanY - perStep * (x - meanX)) ** 2));
  const degrees = count - 2;
  const error = Math.sqrt(residual / degrees / spread);
  const quantile = studentT[Math.min(degrees, studentT.length) - 1] ?? Infinity;
  return { perStep, lower: perStep - quantile * error };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
