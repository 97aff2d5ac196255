// breaks: no-provider-literal
export function isVertex(id: string): boolean {
  return id === 'vertex-ai';
}
