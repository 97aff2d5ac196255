/** A waiver with a reason stands. */
export async function rest(): Promise<void> {
  // house-allow no-sleep: a planted example of a reason
  await new Promise((resolve) => setTimeout(resolve, 10));
}
