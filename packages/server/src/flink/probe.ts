/** The shortest question to a Flink endpoint (cluster or gateway): does it answer? */

/** True when a GET of `url` is answered with success within `timeoutMs`. Never throws: no answer is an answer here. */
export async function answers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Refused, reset or too late: the caller only wants to know whether it answers.
    return false;
  }
}
