// breaks: unicorn/no-process-exit
export function leave(): void {
  process.exit(1);
}
