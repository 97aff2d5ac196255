/** A promise that says "too late" bounds other work. */
export async function bound(work: Promise<void>): Promise<string> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 10));
  return Promise.race([work.then(() => 'done'), late]);
}
