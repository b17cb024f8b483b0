/** Jobs as scenarios see them. Part of the composition root. */
import type { Database } from './db/database.ts';
import type { JobService } from './jobs/job-service.ts';
import type { ScenarioJobs } from './scenarios/scenario-jobs.ts';
import { listScenarioJobs } from './scenarios/scenario-repository.ts';

export function wireScenarioJobs(service: JobService, database: Database): ScenarioJobs {
  return {
    create: async ({ projectId, scenarioId, key, name, script, settings, actor }) => {
      const input = { name, script, settings, labels: { scenario: scenarioId }, folder: scenarioId };
      await service.create(projectId, input, actor, { scenario: scenarioId, scenarioKey: key });
    },
    start: async (jobId, actor) => {
      await service.start(jobId, { restore: { kind: 'latest' }, allowNonRestored: false }, actor);
    },
    list: (projectId, scenarioId) => listScenarioJobs(database.db, projectId, scenarioId),
  };
}
