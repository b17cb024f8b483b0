/** Bytes of a message as text. Pure. */
const longest = 4_000;

/** Their text when they are one, in UTF-8; undefined when not. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /(?![\t\n\r])\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    // Not UTF-8, which is the question.
    return undefined;
  }
}

export function shownBytes(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  const text = textOfBytes(bytes);
  if (text !== undefined) return text.slice(0, longest);
  return `0x${Buffer.from(bytes.subarray(0, longest / 2)).toString('hex')}`;
}
