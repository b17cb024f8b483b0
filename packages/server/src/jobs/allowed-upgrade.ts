/** Whether a change may go on by what is known of the version it leads to. Pure. */
import type { JobUpgrade } from '@liusu/contract/job';
import type { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import type { UpgradeVerdict } from './upgrade-verdicts.ts';

type Allow = z.output<typeof JobUpgrade>['allow'];

/** Throws UPGRADE_NOT_COMPILED with the places in the script. `version`: undefined for the draft. */
function requireCompiled({ kind, reason, errors = [] }: UpgradeVerdict, version: number | undefined): void {
  if (kind !== 'not-compiled') return;
  const what = nameOf(version);
  const told = words(
    `${what.zh}：无法编译，作业没有改动。${reason.zh}`,
    `${what.en} does not compile; the job was left as it is. ${reason.en}`,
  );
  throw new LiusuError('UPGRADE_NOT_COMPILED', told, {
    params: { errors: errors.length, ...(version === undefined ? {} : { version }) },
    positions: errors.map(({ statement, line, column, endLine, endColumn, message, zh }) => ({
      ...{ statement, line, column, endLine, endColumn, message },
      ...(zh === undefined ? {} : { zh: zh.message }),
    })),
  });
}

const ranks: Record<Allow, number> = { compatible: 0, partly: 1, any: 2 };

/** What has to be allowed for a verdict to pass. What does not compile passes for nothing: see requireCompiled. */
const needed: Record<Exclude<UpgradeVerdict['kind'], 'not-compiled'>, number> = {
  compatible: 0,
  partly: 1,
  'cannot-tell': 2,
  incompatible: 2,
};

const verdictWords: Record<keyof typeof needed, Words> = {
  compatible: words('兼容', 'compatible'),
  partly: words('只有部分状态能接上', 'only part of the state is taken over'),
  incompatible: words('不兼容', 'incompatible'),
  'cannot-tell': words('无法判断状态能否接上', 'it cannot be told whether the state fits'),
};

/** Throws UPGRADE_NOT_COMPILED, UPGRADE_NOT_COMPATIBLE. `version`: undefined for the draft. */
export function requireAllowed(verdict: UpgradeVerdict, allow: Allow, version: number | undefined): void {
  requireCompiled(verdict, version);
  const { kind } = verdict;
  if (kind === 'not-compiled' || ranks[allow] >= needed[kind]) return;
  const { zh, en } = verdictWords[kind];
  const what = nameOf(version);
  const told = words(`${what.zh}：${zh}。${verdict.reason.zh}`, `${what.en}: ${en}. ${verdict.reason.en}`);
  throw new LiusuError('UPGRADE_NOT_COMPATIBLE', told, {
    params: { verdict: kind, ...(version === undefined ? {} : { version }) },
  });
}

function nameOf(version: number | undefined): Words {
  return version === undefined ? words('草稿', 'The draft') : words(`版本 ${version}`, `Version ${version}`);
}
