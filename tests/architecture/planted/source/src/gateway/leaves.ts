// breaks: no-exit
export function leave(): void {
  process.exit(1);
}
