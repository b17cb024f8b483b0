/** Polls `look` until it gives something true; a throw counts as not yet. Throws after `timeoutMs`, with the last throw as cause. */
export async function until<T>(what: string, timeoutMs: number, look: () => Promise<T>): Promise<NonNullable<T>> {
  const endMs = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== false && found !== undefined && found !== null) return found;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > endMs) throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: lastError });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
