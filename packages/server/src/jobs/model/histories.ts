/** All canonical histories, by the kind of world they are played in. */
import { availableHistories, batchHistories, clusterHistories, connectedHistories } from './histories-cluster.ts';
import { commandHistories } from './histories-commands.ts';
import { plainHistories } from './histories-plain.ts';
import { replicaHistories } from './histories-replicas.ts';
import { stateHistories } from './histories-state.ts';
import { submissionHistories } from './histories-submission.ts';
import { writeOffHistories } from './histories-write-off.ts';
import type { History, PlayOptions } from './play.ts';

export interface HistoryGroup {
  name: string;
  options: PlayOptions;
  histories: Record<string, History>;
}

export const historyGroups: HistoryGroup[] = [
  { name: 'plain', options: {}, histories: plainHistories },
  { name: 'submission', options: {}, histories: submissionHistories },
  { name: 'state', options: {}, histories: stateHistories },
  { name: 'cluster', options: {}, histories: clusterHistories },
  { name: 'commands', options: {}, histories: commandHistories },
  { name: 'high availability', options: { kind: 'ha' }, histories: availableHistories },
  { name: 'written off', options: { kind: 'ha' }, histories: writeOffHistories },
  { name: 'connected', options: { kind: 'connected' }, histories: connectedHistories },
  { name: 'two processes', options: { hasSecond: true }, histories: replicaHistories },
  { name: 'batch', options: { mode: 'batch' }, histories: batchHistories },
];
