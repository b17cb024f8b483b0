/** What a preview runs: the script's definitions, then its one query. Pure. */
import { JobSettings } from '@liusu/contract/job';
import type { PreviewRequest } from '@liusu/contract/sql';
import type { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import type { StatementKind } from './classify.ts';
import type { PathPolicy } from './paths.ts';
import {
  checkStatement,
  notAllowed,
  type PreparedScript,
  prepareScript,
  type PreparedStatement,
  requireWhole,
} from './prepared-script.ts';
import { checkOptions } from './reserved-keys.ts';
import { settingsProperties } from './session-properties.ts';

export interface PreviewPlan {
  script: PreparedScript;
  before: readonly PreparedStatement[];
  query: PreparedStatement;
  /** True when the query is a Flink job; false for SHOW, DESCRIBE and EXPLAIN. */
  isQuery: boolean;
  settings(engine: string, timeZone: string): Record<string, string>;
}

const definitions: ReadonlySet<StatementKind> = new Set([
  'CREATE_TABLE',
  'CREATE_TEMPORARY_TABLE',
  'CREATE_VIEW',
  'CREATE_TEMPORARY_VIEW',
  'CREATE_CATALOG',
  'CREATE_DATABASE',
  'CREATE_FUNCTION',
  'CREATE_TEMPORARY_FUNCTION',
  'CREATE_MODEL',
  'DROP_TEMPORARY',
  'SET',
  'RESET',
  'USE',
  'ADD_JAR',
  'REMOVE_JAR',
  'LOAD_MODULE',
]);
const questions: ReadonlySet<StatementKind> = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'EXPLAIN']);

/** Throws the errors named at PreviewService.open, all but PREVIEW_LIMIT. */
export function planPreview(
  request: z.output<typeof PreviewRequest>,
  variables: Readonly<Record<string, string>>,
  paths: PathPolicy,
): PreviewPlan {
  checkOptions(request.options);
  const script = prepareScript(request.script, variables);
  requireWhole(script);
  const query = script.statements.at(-1);
  if (query === undefined) throw new LiusuError('JOB_HAS_NO_STATEMENT', 'The script has no statement to preview.');
  const before = script.statements.slice(0, -1);
  for (const statement of script.statements) checkStatement(statement, script.lines, paths);
  for (const statement of before) {
    if (questions.has(statement.kind)) {
      throw notAllowed(statement, 'a preview runs one query, and it must be the last statement');
    }
    if (!definitions.has(statement.kind)) throw notAllowed(statement, 'a preview only reads; run it in a job');
  }
  if (!questions.has(query.kind)) {
    const why = definitions.has(query.kind)
      ? 'a preview must end with a SELECT'
      : 'a preview only reads; run it in a job';
    throw notAllowed(query, why);
  }
  return {
    script,
    before,
    query,
    isQuery: query.kind === 'SELECT',
    settings: (engine, timeZone) => {
      const settings = JobSettings.parse({ mode: request.mode, restart: { kind: 'none' }, options: request.options });
      return settingsProperties(engine, settings, request.timeZone ?? timeZone);
    },
  };
}
