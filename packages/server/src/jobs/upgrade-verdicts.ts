/** What is known, before anything is stopped, about the state under another version. */
import { JobSettings } from '@liusu/contract/job';
import type { SqlDiagnostic } from '@liusu/contract/sql';
import { isRefused } from '@liusu/contract/upgrade';

import type { Database } from '../db/database.ts';
import { findJob, findVersion } from './job-repository.ts';
import type { UpgradeCheck } from './upgrade-check.ts';
import { type Words, words } from '../lib/words.ts';
import { summaryWords } from '../sql/diagnostics.ts';

export interface UpgradeVerdict {
  /**
   * compatible: all state is taken over. partly: some operators lose theirs. incompatible: it cannot be restored. not-compiled: it
   * cannot run, with any state or none.
   */
  kind: 'compatible' | 'partly' | 'incompatible' | 'cannot-tell' | 'not-compiled';
  /** Why, in one sentence. */
  reason: Words;
  /** Where the script is wrong; empty unless it is. */
  errors?: readonly SqlDiagnostic[];
}

export interface UpgradeVerdicts {
  /** From the version the job is to run now to `version`, or to the draft when that is undefined. */
  check(jobId: string, version: number | undefined): Promise<UpgradeVerdict>;
}

/** Compares texts: certain when script and all settings that shape the dataflow are the same, and says nothing else. */
export class TextVerdicts implements UpgradeVerdicts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async check(jobId: string, version: number | undefined): Promise<UpgradeVerdict> {
    const { db } = this.#database;
    const job = await findJob(db, jobId);
    const present = job?.desired_version == null ? undefined : await findVersion(db, jobId, job.desired_version);
    const draft = job === undefined ? undefined : { script: job.draft_script, settings: job.draft_settings };
    const next = version === undefined ? draft : await findVersion(db, jobId, version);
    if (present === undefined || next === undefined) {
      return { kind: 'cannot-tell', reason: words('没有可比较的版本。', 'There is no version to compare with.') };
    }
    if (present.script !== next.script)
      return { kind: 'cannot-tell', reason: words('脚本改过。', 'The script was changed.') };
    if (shapeOf(present.settings) !== shapeOf(next.settings)) {
      return {
        kind: 'cannot-tell',
        reason: words('影响数据流的设置改过。', 'Settings that shape the dataflow were changed.'),
      };
    }
    const same = words(
      '脚本和影响数据流的设置都没有变。',
      'The script and the settings that shape the dataflow are the same.',
    );
    return { kind: 'compatible', reason: same };
  }
}

/** By the stored plans; where they cannot tell, by the texts. */
export class PlanVerdicts implements UpgradeVerdicts {
  readonly #texts: TextVerdicts;
  readonly #plans: Pick<UpgradeCheck, 'checkUpgrade'>;

  constructor(database: Database, plans: Pick<UpgradeCheck, 'checkUpgrade'>) {
    this.#texts = new TextVerdicts(database);
    this.#plans = plans;
  }

  /** Throws NOT_FOUND, GATEWAY_UNAVAILABLE. */
  async check(jobId: string, version: number | undefined): Promise<UpgradeVerdict> {
    const { outcome, code, text, detail, errors } = await this.#plans.checkUpgrade(jobId, version);
    if (isRefused({ code })) return { kind: 'not-compiled', reason: summaryWords(errors), errors };
    const reason = detail === null ? text : words(`${text.zh}${detail}`, `${text.en} ${detail}`);
    switch (outcome) {
      case 'compatible':
      case 'same-topology':
        return { kind: 'compatible', reason };
      case 'partly':
      case 'incompatible':
        return { kind: outcome, reason };
      case 'unknown': {
        const byText = await this.#texts.check(jobId, version);
        return byText.kind === 'compatible' ? byText : { kind: 'cannot-tell', reason };
      }
    }
  }
}

function shapeOf(settings: string): string {
  const { mode, maxParallelism, stateTtlMs, timeZone, options } = JobSettings.parse(JSON.parse(settings));
  return JSON.stringify([mode, maxParallelism, stateTtlMs, timeZone, Object.entries(options).sort()]);
}
