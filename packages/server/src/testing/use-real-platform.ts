/** Gives a test file a whole platform of its own: up before its tests, down and removed after them. */
import { afterAll, beforeAll } from 'vitest';

import { RealPlatform } from './real-platform.ts';

const upTimeoutMs = 400_000;
const downTimeoutMs = 120_000;

/** Call inside `describe`, before other hooks. Read the result inside tests and hooks only. */
export function useRealPlatform(engineId: string): () => RealPlatform {
  let platform: RealPlatform | undefined;
  beforeAll(async () => {
    platform = await RealPlatform.make(engineId);
    await platform.up();
  }, upTimeoutMs);
  afterAll(async () => {
    await platform?.down();
    await platform?.remove();
  }, downTimeoutMs);
  return () => {
    if (platform === undefined) throw new Error('the platform is not up: it was asked for outside of a test');
    return platform;
  };
}
