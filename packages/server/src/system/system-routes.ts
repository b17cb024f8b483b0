import type { LogTail } from '@liusu/contract/job';
import type { SystemInfo } from '@liusu/contract/overview';

import type { Handlers } from '../http/route-handler.ts';
import type { StartStages } from './start-stages.ts';

export interface SystemDependencies {
  info(): SystemInfo;
  stages: StartStages;
  readLog(name: string, lines: number): Promise<LogTail>;
  /** Begins the end of the platform; returns how many local jobs are being stopped. */
  shutDown(savepointBudgetMs: number): number;
}

export function systemHandlers(
  system: SystemDependencies,
): Handlers<'getSystem' | 'getStartStages' | 'getSystemLog' | 'shutDown'> {
  return {
    getSystem: async () => system.info(),
    getStartStages: async () => ({ items: system.stages.list() }),
    getSystemLog: ({ params, query }) => system.readLog(params.name, query.lines),
    shutDown: async ({ body }) => ({ jobs: system.shutDown(body.savepointBudgetMs) }),
  };
}
