// breaks: no-sleep
export async function rest(): Promise<void> {
  await new Promise<void>((done) => {
    setTimeout(() => done(), 10);
  });
}
