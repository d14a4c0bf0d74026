/**
 * Makes a function keep its answer for each run. A run never changes, and the oracle asks the same question
 * many times: without this a load of 120 messages takes a second, and with it a few milliseconds.
 */
export function oncePerRun<Run extends object, Answer>(
  ask: (run: Run) => Answer,
): (run: Run) => Answer {
  const answers = new WeakMap<Run, { readonly answer: Answer }>();
  return (run) => {
    const known = answers.get(run);
    if (known) return known.answer;
    const answer = ask(run);
    answers.set(run, { answer });
    return answer;
  };
}
