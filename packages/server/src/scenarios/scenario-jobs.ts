/** What scenarios need of jobs. */
import type { JobSettings } from '@liusu/contract/job';
import type { Phase } from '@liusu/contract/lifecycle';

export interface ScenarioJob {
  key: string;
  jobId: string;
  phase: Phase;
}

export interface NewScenarioJob {
  projectId: string;
  scenarioId: string;
  key: string;
  name: string;
  script: string;
  settings: JobSettings;
  actor: string;
}

export interface ScenarioJobs {
  /** Throws NAME_TAKEN. */
  create(job: NewScenarioJob): Promise<void>;
  start(jobId: string, actor: string): Promise<void>;
  /** Jobs of a scenario that are not deleted. */
  list(projectId: string, scenarioId: string): Promise<ScenarioJob[]>;
}
