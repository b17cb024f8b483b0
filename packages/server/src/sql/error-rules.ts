/** Messages of Flink 1.20 and 2.2 that are worth plain words. First match wins; each was seen on a real gateway. */
import { changeRules } from './error-rules/changes.ts';
import { connectorRules } from './error-rules/connectors.ts';
import { hintRules } from './error-rules/hints.ts';
import { missingRules } from './error-rules/missing.ts';
import { nameRules } from './error-rules/names.ts';
import { queryRules } from './error-rules/queries.ts';
import type { ErrorRule } from './error-rules/rule.ts';
import { syntaxRules } from './error-rules/syntax.ts';
import { tableRules } from './error-rules/tables.ts';
import { typeRules } from './error-rules/types.ts';

export const errorRules: readonly ErrorRule[] = [
  ...hintRules,
  ...missingRules,
  ...nameRules,
  ...changeRules,
  ...typeRules,
  ...queryRules,
  ...tableRules,
  ...connectorRules,
  ...syntaxRules,
];
