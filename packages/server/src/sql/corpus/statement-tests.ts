/** Every kind of statement through the splitter, the validator and the runner. */
import { type JobMode, JobSettings } from '@liusu/contract/job';
import { PreviewRequest } from '@liusu/contract/sql';
import { describe, expect, it } from 'vitest';

import { LiusuError } from '../../lib/errors.ts';
import { stepsOf } from '../job-steps.ts';
import { prepareScript } from '../prepared-script.ts';
import type { CorpusContext } from './corpus-context.ts';
import { type CorpusStatement, corpusTables, type Verdict } from './statements.ts';

const tables = prepareScript(corpusTables, {}).statements.length;
/** Without a Flink job: questions and what changes the session alone. */
const isQuick = ({ kind }: CorpusStatement) =>
  /^(?:SHOW|DESCRIBE|EXPLAIN|SET|RESET|USE|DROP_TEMPORARY|CREATE_TEMPORARY_\w+|CREATE_CATALOG)$/.test(kind);

export function describeStatements(context: CorpusContext, chosen: readonly CorpusStatement[]): void {
  const { engine, flink } = context;
  const named = chosen.map((one): [string, CorpusStatement] => [one.sql, one]);
  const variables = () => ({ allowed: `${flink().folder}/in` });
  const isKnown = (one: CorpusStatement) => one.since === undefined || one.since === engine;

  async function check(one: CorpusStatement, mode: JobMode) {
    const { statements, diagnostics } = await context.validation().validate({
      script: `${corpusTables}${one.sql};`,
      engine,
      settings: JobSettings.parse({ mode }),
      timeZone: 'UTC',
      variables: variables(),
      signal: new AbortController().signal,
    });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return { statement: statements[tables], errors, count: statements.length };
  }

  describe.concurrent('the validator', () => {
    it.each(named)('%s', async (_sql, one) => {
      const modes: [JobMode, Verdict][] = [['streaming', one.verdict]];
      if (one.batch !== undefined) modes.push(['batch', one.batch]);
      for (const [mode, expected] of modes) {
        const older = /\bMODELS?\b/.test(one.sql) ? 'SQL_STATEMENT_NOT_ALLOWED' : 'SQL_SYNTAX';
        const verdict = isKnown(one) ? expected : older;

        const { statement, errors, count } = await check(one, mode);

        expect(count).toBe(tables + 1);
        expect(statement?.kind).toBe(one.kind);
        if (verdict.startsWith('SQL_')) {
          expect(errors.map(({ code }) => code)).toEqual([verdict]);
          expect(errors[0]).toMatchObject({ statement: tables });
          expect(errors[0]?.remedy).toMatch(/\w/);
          expect(errors[0]?.zh?.remedy).toMatch(/[\u4e00-\u9fff]/);
        } else {
          expect(errors).toEqual([]);
          expect(statement?.checked).toBe(verdict);
        }
      }
    });
  });

  describe('the runner of jobs', () => {
    it.each(named)('%s', (_sql, one) => {
      for (const [mode, place] of [
        ['streaming', one.job[0]],
        ['batch', one.job[1]],
      ] as const) {
        const script = prepareScript(
          `${corpusTables}${one.sql};\nINSERT INTO sink SELECT id, customer FROM orders;`,
          variables(),
        );
        let found: string;
        let refusal: unknown;
        try {
          const steps = stepsOf(script, mode);
          const isDml = steps.some((step) => step.dml.some(({ index }) => index === tables));
          found = isDml
            ? 'dml'
            : steps[0]?.before.some(({ statement }) => statement.index === tables) === true
              ? 'before'
              : 'lost';
        } catch (error) {
          refusal = error;
          found = 'refused';
        }

        expect([mode, found]).toEqual([mode, place]);
        if (place !== 'refused') continue;
        const position = refusal instanceof LiusuError ? refusal.details.positions?.[0] : undefined;
        expect(position).toMatchObject({ statement: tables });
        expect(`${position?.message}${position?.remedy?.en}`).toMatch(/\w/);
        expect(position?.zh).toMatch(/[\u4e00-\u9fff]/);
        expect(position?.remedy?.zh).toMatch(/[\u4e00-\u9fff]/);
      }
    });
  });

  describe.concurrent('the runner of previews', () => {
    async function run(script: string) {
      const events = [];
      const stream = context.previews().open({
        request: PreviewRequest.parse({ script, limit: 3 }),
        cluster: flink().cluster,
        timeZone: 'UTC',
        variables: variables(),
        signal: new AbortController().signal,
        requestId: 'req_corpus',
      });
      for await (const event of stream) events.push(event);
      return events.at(-1);
    }

    it.each(named.filter(([, one]) => isQuick(one) && isKnown(one)))('%s', async (_sql, one) => {
      const isQuestion = one.job[0] === 'refused';

      const last = await run(`${corpusTables}${one.sql};${isQuestion ? '' : '\nSHOW CATALOGS;'}`);

      expect(last).toMatchObject({ type: 'ended' });
    });

    it.each(named.filter(([, { kind }]) => kind === 'SELECT').filter((_, i) => i % 8 === 0))(
      'runs %s',
      async (_sql, one) => {
        expect(await run(`${corpusTables}${one.sql};`)).toMatchObject({ type: 'ended' });
      },
    );
  });
}
