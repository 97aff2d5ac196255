// breaks: typescript/no-explicit-any
export function same(value: any): string {
  return String(value);
}
