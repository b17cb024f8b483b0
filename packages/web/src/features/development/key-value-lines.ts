/** Key-value pairs as lines of text, for forms: `key=value`, one a line. */

export type ParsedLines = { ok: true; values: Record<string, string> } | { ok: false; line: number };

/** Reads the lines; empty ones are passed over. Gives the number of the first line, from 1, that is no pair. */
export function parseLines(text: string): ParsedLines {
  const values: Record<string, string> = {};
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const at = line.search(/[=:]/);
    const separator = line.indexOf('=') >= 0 ? line.indexOf('=') : at;
    const key = line.slice(0, Math.max(0, separator)).trim();
    if (separator < 1 || key === '') return { ok: false, line: index + 1 };
    values[key] = line.slice(separator + 1).trim();
  }
  return { ok: true, values };
}

export function formatLines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}
