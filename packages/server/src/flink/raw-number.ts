/** JSON numbers that a double cannot hold without loss, kept as they were written. */

export class RawNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** As JSON.parse, but numbers other than safe integers become RawNumber, so that decimals and big integers stay exact. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, function revive(this: unknown, _key: string, value: unknown, context?: { source?: string }) {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return Number.isSafeInteger(value) && /^-?\d+$/.test(context.source) ? value : new RawNumber(context.source);
  } as (this: unknown, key: string, value: unknown) => unknown);
}
