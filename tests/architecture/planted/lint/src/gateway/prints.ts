// breaks: eslint/no-console
export function say(text: string): void {
  console.log(text);
}
