// breaks: typescript/await-thenable
export async function wait(count: number): Promise<number> {
  const same = await count;
  return same;
}
