/** Which cached answers a live event makes old. Rates carry their values with them and make nothing old. */
import type { LiveEvent } from '@liusu/contract/overview';

import { keys } from '../query-keys.ts';

export function keysOfEvent(event: LiveEvent): (readonly string[])[] {
  switch (event.type) {
    case 'hello':
    case 'rates':
      return [];
    case 'job':
    case 'job-deleted':
      return [keys.jobs(event.projectId), keys.job(event.jobId), keys.overview(event.projectId)];
    case 'job-event':
      return [keys.job(event.event.jobId), keys.overview(event.projectId)];
    case 'cluster':
      return [keys.clusters(), ['overview'], ['jobs']];
    case 'bulk':
      return [keys.bulks(event.projectId)];
    case 'scenario':
      return [keys.allScenarios()];
    case 'system':
      return [keys.system()];
  }
}
