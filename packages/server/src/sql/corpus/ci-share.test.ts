import { describe, expect, it } from 'vitest';

import { shareOf } from './ci-share.ts';

describe('what each engine takes of a corpus', () => {
  const all = ['a1', 'a2', 'a3', 'b1', 'c1', 'c2'];
  const engines = ['newer', 'older'];
  const share = (engine: string) => shareOf(all, (one) => one.charAt(0), engines, engine);

  it('is the first of every kind, and every other one on one of them', () => {
    expect(share('newer')).toEqual(['a1', 'a3', 'b1', 'c1']);
    expect(share('older')).toEqual(['a1', 'a2', 'b1', 'c1', 'c2']);
  });

  it('is all of it where there is one engine', () => {
    expect(shareOf(all, (one) => one.charAt(0), ['newer'], 'newer')).toEqual(all);
  });
});
