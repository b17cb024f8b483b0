/** Chance that can be repeated: the same seed, the same numbers, ids included. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

export type Random = () => number;

/** Numbers from 0 up to 1. Small and good enough. */
export function randomOf(seed: number): Random {
  let state = (Math.imul(seed, 2_654_435_761) + 1) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
}

const real = { random: Math.random, randomBytes: crypto.randomBytes };

/** From now on ids and jitter of this process come from the seed. Returns what gives real chance back. */
export function seedChance(seed: number): () => void {
  const random = randomOf(seed);
  Math.random = random;
  const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  crypto.randomBytes = bytes as typeof crypto.randomBytes;
  syncBuiltinESMExports();
  return () => {
    Math.random = real.random;
    crypto.randomBytes = real.randomBytes;
    syncBuiltinESMExports();
  };
}
