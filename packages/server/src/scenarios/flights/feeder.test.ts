import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endMarkerName, FlightFeeder, type FeederClock, type FeederFiles } from './feeder.ts';
import type { FlightSlice } from './slices.ts';

const hourMs = 3_600_000;
const firstHourMs = Date.parse('2013-01-01T10:00:00Z');

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liusu-feeder-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

function makeSlices(count: number): FlightSlice[] {
  return Array.from({ length: count }, (_, index) => {
    const hourStartMs = firstHourMs + index * hourMs;
    const timeHour = new Date(hourStartMs).toISOString().replace('.000', '');
    return {
      fileName: `flights-${index}.csv`,
      timeHour,
      hourStartMs,
      localDay: '2013-01-01',
      flightCount: 2,
      content: `${index}a\n${index}b\n`,
    };
  });
}

/** Real files, but the given call of `rename` or `write` fails as if the process died there. */
function failingFiles(operation: 'write' | 'rename', atCall: number): FeederFiles {
  let calls = 0;
  function failWhenDue(name: string): void {
    if (name === operation && ++calls === atCall) throw new Error('no space left');
  }
  return {
    makeFolder: async () => undefined,
    list: readdir,
    async write(path, content) {
      const half = content.slice(0, content.length / 2);
      await writeFile(path, half);
      failWhenDue('write');
      await writeFile(path, content);
    },
    async rename(from, to) {
      failWhenDue('rename');
      await rename(from, to);
    },
    remove: (path) => rm(path),
  };
}

async function readVisible(): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => !name.startsWith('.') && !name.startsWith('_')).sort();
  return Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
}

/** A clock whose time moves only when somebody waits; remembers the delays asked for. */
class SteppingClock implements FeederClock {
  readonly delaysMs: number[] = [];
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  async wait(delayMs: number): Promise<void> {
    this.delaysMs.push(delayMs);
    this.#nowMs += delayMs;
  }
}

/** A clock on which every wait lasts until it is aborted. */
class StandingClock implements FeederClock {
  nowMs(): number {
    return 0;
  }

  wait(_delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

describe('FlightFeeder', () => {
  it('writes every slice and then the end marker', async () => {
    const slices = makeSlices(3);
    const feeder = new FlightFeeder({ targetDir: join(dir, 'new'), slices, speed: 'max' });
    expect(feeder.status().state).toBe('idle');

    feeder.start();
    await feeder.settled();

    expect((await readdir(join(dir, 'new'))).sort()).toEqual([
      endMarkerName,
      'flights-0.csv',
      'flights-1.csv',
      'flights-2.csv',
    ]);
    expect(feeder.status()).toEqual({
      state: 'finished',
      slicesDone: 3,
      slicesTotal: 3,
      simulatedTime: '2013-01-01T13:00:00.000Z',
      flightsEmitted: 6,
      flightsTotal: 6,
    });
  });

  for (const operation of ['write', 'rename'] as const) {
    for (const atCall of [1, 2, 3, 4]) {
      it(`continues without loss or doubles after dying in ${operation} number ${atCall}`, async () => {
        const slices = makeSlices(3);
        const dying = new FlightFeeder({
          targetDir: dir,
          slices,
          speed: 'max',
          files: failingFiles(operation, atCall),
        });
        dying.start();
        await dying.settled();
        expect(dying.status()).toMatchObject({ state: 'failed', error: 'no space left', slicesDone: atCall - 1 });
        expect(await readVisible()).toEqual(slices.slice(0, atCall - 1).map((slice) => slice.content));

        const next = new FlightFeeder({ targetDir: dir, slices, speed: 'max' });
        next.start();
        await next.settled();

        expect(await readVisible()).toEqual(slices.map((slice) => slice.content));
        expect((await readdir(dir)).filter((name) => name.startsWith('.'))).toEqual([]);
        expect(next.status()).toMatchObject({ state: 'finished', flightsEmitted: 6 });
      });
    }
  }

  it('keeps the pace of simulated time, counted from where it continues', async () => {
    const slices = makeSlices(4);
    await writeFile(join(dir, 'flights-0.csv'), slices[0]?.content ?? '');
    const clock = new SteppingClock();
    const feeder = new FlightFeeder({ targetDir: dir, slices, speed: 24, clock });

    feeder.start();
    await feeder.settled();

    expect(clock.delaysMs).toEqual([1000, 1000]);
  });

  it('stops while waiting and continues on a later start', async () => {
    const slices = makeSlices(2);
    const feeder = new FlightFeeder({ targetDir: dir, slices, speed: 20, clock: new StandingClock() });

    feeder.start();
    await feeder.stop();
    expect(feeder.status().state).toBe('stopped');

    const next = new FlightFeeder({ targetDir: dir, slices, speed: 'max' });
    next.start();
    await next.settled();
    expect(next.status().state).toBe('finished');
    expect(await readVisible()).toEqual(slices.map((slice) => slice.content));
  });

  it('starting again right after stopping runs one loop, not two', async () => {
    const slices = makeSlices(3);
    const feeder = new FlightFeeder({ targetDir: dir, slices, speed: 'max' });

    feeder.start();
    const stopped = feeder.stop();
    feeder.start();
    await stopped;
    await feeder.settled();

    expect(feeder.status()).toMatchObject({ state: 'finished', slicesDone: 3, flightsEmitted: 6 });
  });

  it('refuses a speed that is not positive', () => {
    expect(() => new FlightFeeder({ targetDir: dir, slices: [], speed: 0 })).toThrow(RangeError);
  });
});
