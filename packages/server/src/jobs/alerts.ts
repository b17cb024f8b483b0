/** Alerts, as the controller raises them: inside the transaction of the event they stand for. Implemented in alerts/. */
import type { Db } from '../db/database.ts';

export interface NewAlert {
  /** noun.verb, as of events. */
  kind: string;
  projectId: string;
  jobId: string;
  jobName: string;
  runId: string | null;
  message: string;
}

export interface Alerts {
  raise(tx: Db, alert: NewAlert): Promise<void>;
}
