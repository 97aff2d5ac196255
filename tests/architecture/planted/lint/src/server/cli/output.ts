export function show(text: string): void {
  console.log(text);
}
