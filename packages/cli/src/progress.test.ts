import { describe, expect, it } from 'vitest';

import { Progress, shareOf } from './progress.ts';

function recorded(live: boolean) {
  const written: string[] = [];
  return { written, progress: new Progress('en', live, (text) => written.push(text)) };
}

describe('Progress', () => {
  it('prints one plain line per stage where nobody watches', () => {
    const { written, progress } = recorded(false);

    progress.running('engine', '10 / 20 MiB', 100);
    progress.done('engine', 'engine fetched', 1500, '305 MiB');

    expect(written).toEqual(['liusu: engine fetched — 305 MiB (1.5 s)\n']);
    expect(progress.stages).toEqual([{ name: 'engine', ms: 1500 }]);
  });

  it('redraws the running stage at a terminal, and removes it before the line of the end', () => {
    const { written, progress } = recorded(true);

    progress.running('engine', '10 / 20 MiB', 100);
    progress.done('engine', 'engine fetched', 1500);

    expect(written[0]).toContain('50%');
    expect(written[1]).toBe('\r\u001b[2K');
    expect(written[2]).not.toContain('\r');
  });
});

describe('shareOf', () => {
  it.each([
    ['152.5 MiB / 305 MiB, 12 MiB/s', 0.5],
    ['512 KiB/1 MiB', 0.5],
    ['flink 42 %', 0.42],
    ['3 of the files', undefined],
    ['0 / 0 MiB', undefined],
  ])('%s', (message, share) => {
    expect(shareOf(message)).toBe(share);
  });
});
