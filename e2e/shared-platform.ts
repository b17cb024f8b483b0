/** The platform that browser tests share. Test files run one after another, so nobody asks for it twice at once. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LiusuClient } from '@liusu/contract/client';
import { inject } from 'vitest';

import { clientOf, liusuJson, type UpAnswer } from './liusu-command.ts';

export interface SharedPlatform {
  up: UpAnswer;
  client: LiusuClient;
  projectId: string;
}

/** Starts it with the demo unless it runs already. */
export async function sharedPlatform(): Promise<SharedPlatform> {
  const folder = inject('platformFolder');
  const noted = join(folder, 'up.json');
  if (!existsSync(noted)) {
    const options = { dataDir: join(folder, 'data') };
    const answer = await liusuJson<UpAnswer>(['up', '--demo', '--detach', '--speed', '30'], options);
    writeFileSync(noted, JSON.stringify(answer), { mode: 0o600 });
  }
  const up = JSON.parse(readFileSync(noted, 'utf8')) as UpAnswer;
  const client = await clientOf(up);
  return { up, client, projectId: (await client.call('listProjects')).items[0]?.id ?? '' };
}
