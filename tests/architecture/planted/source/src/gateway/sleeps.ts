// breaks: no-sleep
export async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
