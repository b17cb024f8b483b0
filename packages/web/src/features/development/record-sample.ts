/** Reads some rows of a table through a preview, to be kept as a sample. */
import type { SampleRows } from '@liusu/contract/sample';
import type { PreviewRequest } from '@liusu/contract/sql';

import { PreviewRun } from '../../components/result-grid/preview-run.ts';
import { api } from '../../lib/api.ts';

/** Rows read at most, and the longest wait for them. */
const recorded = { limit: 200, timeoutMs: 20_000 };

/** The script's definitions, then all of the table. Rejects with what the preview said. */
export async function recordSample(
  projectId: string,
  request: PreviewRequest,
  declarations: string,
  table: string,
): Promise<SampleRows> {
  const script = `${declarations}\nSELECT * FROM ${table};`;
  const run = new PreviewRun({
    open: (signal) =>
      api.open('previewSql', { params: { projectId }, body: { ...request, ...recorded, script, samples: {} }, signal }),
    onChange: () => undefined,
    soon: () => undefined,
  });
  await run.run();
  const { state, error, columns, changes } = run.snapshot();
  if (state === 'failed') throw error;
  const rows = changes.map(({ cells }) => Object.fromEntries(columns.map(({ name }, i) => [name, cells[i] ?? null])));
  const hasChanges = changes.some(({ kind }) => kind !== '+I');
  return hasChanges ? { rows, kinds: changes.map(({ kind }) => kind) } : { rows };
}
