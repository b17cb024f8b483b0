/** Every seeded mistake is found by Flink at its exact place, with its code, a cause and a remedy in both languages. */
import { JobSettings } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { LineIndex } from '../positions.ts';
import { splitScript } from '../split.ts';
import type { CorpusContext } from './corpus-context.ts';
import { type SeededError, seedVariables } from './seeded-error.ts';

/** The script without its marks, and the place they stood around. */
function markedPlace({ script }: SeededError) {
  const start = script.indexOf('«');
  const end = script.indexOf('»') - 1;
  const text = script.replaceAll(/[«»]/g, '');
  const { statements } = splitScript(text);
  // What is never closed lies behind the tokens of its statement, before any semicolon.
  const holder = statements.findIndex(
    (one) => start >= one.start && (start < one.end || !text.slice(one.end, start).includes(';')),
  );
  return { text, place: new LineIndex(text).rangeOf(holder < 0 ? statements.length : holder, start, end) };
}

export function describeSeededErrors(context: CorpusContext, chosen: readonly SeededError[]): void {
  const { engine, flink } = context;

  describe.concurrent('seeded errors', () => {
    it.each(chosen.map((one): [string, SeededError] => [one.name, one]))('%s', async (_name, seeded) => {
      const { text, place } = markedPlace(seeded);

      const { diagnostics, ok } = await context.validation().validate({
        script: text,
        engine,
        settings: JobSettings.parse(seeded.mode === undefined ? {} : { mode: seeded.mode }),
        timeZone: 'UTC',
        variables: { ...seedVariables, allowed: `${flink().folder}/in` },
        signal: new AbortController().signal,
      });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');

      expect(ok).toBe(false);
      expect(
        errors.map(({ code, statement, line, column, endLine, endColumn }) => ({
          code,
          statement,
          line,
          column,
          endLine,
          endColumn,
        })),
      ).toEqual([{ code: seeded.code, ...place }]);
      const [found] = errors;
      expect(`${found?.message}\n${found?.remedy}`).toMatch(seeded.says ?? /\S/);
      expect(found?.remedy).toMatch(/\S/);
      expect(found?.zh?.message).toMatch(/[\u4e00-\u9fff]/);
      expect(found?.zh?.remedy).toMatch(/[\u4e00-\u9fff]/);
      expect(`${found?.message}${found?.zh?.message}`).not.toMatch(/!|！|Exception|undefined/);
    });
  });
}
