const MOST = 10;

/** The first ten problems, and how many more there are. */
export function firstProblems(problems: readonly string[]): string[] {
  const shown = problems.slice(0, MOST);
  return problems.length > MOST ? [...shown, `and ${problems.length - MOST} more`] : shown;
}
