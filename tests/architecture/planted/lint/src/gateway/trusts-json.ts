// breaks: typescript/no-unsafe-assignment
export function parse(text: string): { model: string } {
  const body: { model: string } = JSON.parse(text);
  return body;
}
