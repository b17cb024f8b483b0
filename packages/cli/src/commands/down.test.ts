import { describe, expect, it } from 'vitest';

import { leftLines } from './down.ts';

describe('what is said of jobs without a savepoint', () => {
  it('is nothing when each has one', () => {
    expect(leftLines({ stopped: 2, left: [], notRunning: [] })).toEqual([]);
  });

  it('tells those that could take none from those that had no time', () => {
    const [restarting, late] = leftLines({ stopped: 0, left: ['orders', 'taxis'], notRunning: ['orders'] });

    expect(restarting?.en).toMatch(/^1 jobs had not all of their tasks running.*last checkpoint: orders$/);
    expect(restarting?.zh).toMatch(/做不了保存点.*最近的检查点继续：orders$/);
    expect(late?.en).toMatch(/^1 jobs took no savepoint in time.*: taxis$/);
    expect(late?.zh).toMatch(/没有来得及做保存点.*：taxis$/);
  });

  it('tells jobs of one name apart', () => {
    const lines = leftLines({ stopped: 0, left: ['orders', 'orders', 'orders'], notRunning: ['orders'] });

    expect(lines.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^1 jobs had not .*: orders$/),
      expect.stringMatching(/^2 jobs took no savepoint in time.*: orders, orders$/),
    ]);
  });
});
