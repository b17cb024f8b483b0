/**
 * One platform with the demo for all browser tests that need a real one: started by the first that asks for it, see
 * shared-platform.ts, and cleaned away after the last. Named under `globalSetup` of the vitest project.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { liusu, makeTemporaryFolder } from './liusu-command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the shared platform keeps its data, and says how it came up. */
    platformFolder: string;
  }
}

export function setup(project: TestProject): () => Promise<void> {
  const folder = makeTemporaryFolder('console');
  project.provide('platformFolder', folder.path);
  return async () => {
    const dataDir = join(folder.path, 'data');
    if (existsSync(dataDir)) {
      const { code, stderr } = await liusu(['clean', '--yes'], { dataDir });
      if (code !== 0) throw new Error(`liusu clean ended with ${code}: ${stderr}`);
    }
    folder.remove();
  };
}
