import { describe, expect, it } from 'vitest';

import { CounterWindow, RateBook, ThroughputBook } from './rates.ts';

const at = (s: number, read: number | null, written: number | null = null, key = 'a') => ({
  atMs: s * 1000,
  key,
  in: read,
  out: written,
});

describe('a window of counters', () => {
  it('gives the mean of about the last 15 s', () => {
    const window = new CounterWindow();
    expect(window.add(at(0, 0))).toEqual({ in: null, out: null });
    expect(window.add(at(5, 100))?.in).toBe(20);
    expect(window.add(at(10, 200))?.in).toBe(20);
    expect(window.add(at(15, 300))?.in).toBe(20);
    // A burst counts for its part of the span, and the oldest sample has left it.
    expect(window.add(at(20, 700))?.in).toBe(40);
  });

  it('passes over one equal sample, which may be the same reading, and tells a real standstill', () => {
    const window = new CounterWindow();
    window.add(at(0, 0));
    window.add(at(5, 100));
    expect(window.add(at(10, 100))).toBeUndefined();
    expect(window.add(at(15, 300))?.in).toBe(20);
    expect(window.add(at(20, 300))).toBeUndefined();
    expect(window.add(at(25, 300))?.in).toBeCloseTo(0, 10);
    expect(window.add(at(30, 300))).toBeUndefined();
    expect(window.add(at(35, 300))?.in).toBe(0);
  });

  it('is never negative after a reset: it begins anew', () => {
    const window = new CounterWindow();
    window.add(at(0, 1000));
    window.add(at(5, 1100));
    expect(window.add(at(10, 40))).toEqual({ in: null, out: null });
    expect(window.add(at(15, 140))?.in).toBe(20);
  });

  it('joins nothing over a gap or another Flink job', () => {
    const window = new CounterWindow();
    window.add(at(0, 0));
    expect(window.add(at(60, 5000))).toEqual({ in: null, out: null });
    expect(window.add(at(65, 5100, null, 'b'))).toEqual({ in: null, out: null });
    expect(window.add(at(70, 5200, null, 'b'))?.in).toBe(20);
  });

  it('tells one side when the other has no counter yet', () => {
    const window = new CounterWindow();
    window.add(at(0, null, 0));
    expect(window.add(at(5, 0, 50))).toEqual({ in: null, out: 10 });
    expect(window.add(at(10, 100, 100))).toEqual({ in: 20, out: 10 });
  });
});

describe('the book of rates', () => {
  it('keeps an hour, and tells a latest rate only while it is fresh', () => {
    let nowMs = 0;
    const book = new RateBook(() => nowMs);
    for (let s = 0; s <= 4000; s += 5) {
      nowMs = s * 1000;
      book.add('j', at(s, s * 10));
    }
    expect(book.points('j')).toHaveLength(720);
    expect(book.latest('j')?.in).toBe(10);
    nowMs += 15_001;
    expect(book.latest('j')).toBeUndefined();
    book.forget('j');
    expect(book.points('j')).toEqual([]);
  });

  it('lets a mean stand while the reading is the same once more', () => {
    const book = new RateBook(() => 20_000);
    book.add('a', at(0, 0));
    book.add('a', at(5, 100));
    expect(book.add('a', at(10, 100)).in).toBe(20);
    expect(book.add('a', at(15, 100)).in).toBeCloseTo(100 / 15, 5);
  });

  it('joins samples of a job that has its turn seldom, and tells its rate until the next', () => {
    let nowMs = 100_000;
    const book = new RateBook(() => nowMs);
    const seldom = { everyMs: 100_000 };
    book.add('a', { ...at(0, 0), ...seldom });
    expect(book.add('a', { ...at(100, 500), ...seldom }).in).toBe(5);
    nowMs = 290_000;
    expect(book.latest('a')?.in).toBe(5);
    expect(book.add('a', { ...at(400, 900), ...seldom }).in).toBeNull();
  });

  it('knows for a minute that somebody looked', () => {
    let nowMs = 0;
    const book = new RateBook(() => nowMs);
    expect(book.isLookedAt('a')).toBe(false);
    book.look('a');
    nowMs = 60_000;
    expect(book.isLookedAt('a')).toBe(true);
    nowMs = 60_001;
    expect(book.isLookedAt('a')).toBe(false);
  });
});

describe('the book of throughput', () => {
  it('sums what is known of a project, keeps an hour, and leaves what is unknown as a gap', () => {
    let nowMs = 5_000;
    const book = new ThroughputBook(() => nowMs);
    const both = [
      { in: 20, out: null },
      { in: 10, out: 2 },
    ];
    expect(book.add('p', both)).toEqual({ atMs: 5_000, in: 30, out: 2 });
    nowMs += 3_600_000;
    book.add('p', [{ in: null, out: null }]);
    expect(book.points('p')).toEqual([{ atMs: 3_605_000, in: null, out: null }]);
    expect(book.points('other')).toEqual([]);
  });
});
