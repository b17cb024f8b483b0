import { expect, it } from 'vitest';

import { words } from '../lib/words.ts';
import { requireAllowed } from './allowed-upgrade.ts';
import type { UpgradeVerdict } from './upgrade-verdicts.ts';

const reason = words('原因。', 'The reason.');
const at = { statement: 1, line: 7, column: 8, endLine: 7, endColumn: 14 };
const notCompiled: UpgradeVerdict = {
  kind: 'not-compiled',
  reason,
  errors: [
    {
      severity: 'error',
      code: 'SQL_OBJECT_NOT_FOUND',
      ...at,
      message: 'There is no column carier.',
      remedy: null,
      zh: { message: '没有列 carier。', remedy: null },
    },
  ],
};

it('lets nothing that does not compile pass, and tells where it is wrong', () => {
  for (const allow of ['compatible', 'partly', 'any'] as const) {
    expect(() => requireAllowed(notCompiled, allow, 3)).toThrow(
      expect.objectContaining({
        code: 'UPGRADE_NOT_COMPILED',
        zh: '版本 3：无法编译，作业没有改动。原因。',
        details: {
          params: { errors: 1, version: 3 },
          positions: [{ ...at, message: 'There is no column carier.', zh: '没有列 carier。' }],
        },
      }),
    );
  }
});

it('lets what cannot be told pass where anything is allowed', () => {
  const unsure: UpgradeVerdict = { kind: 'cannot-tell', reason };

  expect(() => requireAllowed(unsure, 'partly', undefined)).toThrow(
    expect.objectContaining({ code: 'UPGRADE_NOT_COMPATIBLE', message: expect.stringContaining('The draft') }),
  );
  expect(() => requireAllowed(unsure, 'any', undefined)).not.toThrow();
});
