/**
 * What must hold of every history, whatever went wrong in it. Pure: it looks at the recorded history and nothing else. Each rule
 * gives its violations in words; none means that the history is sound.
 */
import { checkCommands } from './check-commands.ts';
import { checkEnd } from './check-end.ts';
import { checkLineage } from './check-lineage.ts';
import { checkTruth } from './check-truth.ts';
import type { Entry } from './history-log.ts';

/** All violations of a history that was recorded to its end. */
export function check(entries: readonly Entry[]): string[] {
  return [
    ...checkTruth(entries),
    ...checkLineage(entries),
    ...checkCommands(entries),
    ...checkEnd(entries),
    ...entries.flatMap((entry) =>
      entry.kind === 'platform' && entry.what === 'circles' ? [`runs in circles: ${entry.note ?? ''}`] : [],
    ),
  ];
}
