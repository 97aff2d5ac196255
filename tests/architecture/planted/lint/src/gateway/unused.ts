// breaks: eslint/no-unused-vars
export function half(value: number): number {
  const two = 2;
  return value / 2;
}
