// breaks: typescript/no-misused-promises
export function run(isDone: () => Promise<boolean>): number {
  if (isDone()) return 1;
  return 0;
}
