/** Which seeds are played: as asked for with `./liusu test model --seeds N --from SEED`, else as many as there is time for. */

/** In CI: at about 30 ms of one quiet core for a seed, what a busy machine plays in about two minutes. */
const shortSeeds = 2_000;
const longSeeds = 10_000;
const blockSize = 500;

export interface SeedRange {
  from: number;
  to: number;
}

/** Throws on anything that is no whole number above 0. */
export function seedRange(environment: Record<string, string | undefined>): SeedRange {
  const isLong = environment['LIUSU_TEST_LONG'] === '1';
  const count = numberOf(environment['LIUSU_MODEL_SEEDS']) ?? (isLong ? longSeeds : shortSeeds);
  const from = numberOf(environment['LIUSU_MODEL_FROM']) ?? 1;
  return { from, to: from + count - 1 };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${text} is no number of seeds`);
  return number;
}

/** Cut so that progress is seen. */
export function blocksOf({ from, to }: SeedRange): SeedRange[] {
  const blocks: SeedRange[] = [];
  for (let first = from; first <= to; first += blockSize) {
    blocks.push({ from: first, to: Math.min(to, first + blockSize - 1) });
  }
  return blocks;
}
