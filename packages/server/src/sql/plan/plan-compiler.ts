/** Lets Flink compile the DML of a session into a plan, and reads it. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { UpgradeReason } from '@liusu/contract/upgrade';

import { writeFileAtomic } from '../../lib/data-folder.ts';
import type { GatewaySession } from '../gateway-session.ts';
import { MappedText } from '../mapped-text.ts';
import type { PreparedScript, PreparedStatement } from '../prepared-script.ts';
import { catalogTypesOf, lookAtTables, type PlanTables } from './plan-tables.ts';
import { parsePlan, type StoredPlan } from './stored-plan.ts';

/** Ids come from the plan's nodes alone, and no option of a table goes into its file: whatever a script sets. */
export const planProperties: Readonly<Record<string, string>> = {
  'table.plan.compile.catalog-objects': 'IDENTIFIER',
  'table.plan.restore.catalog-objects': 'IDENTIFIER',
  'table.exec.uid.generation': 'PLAN_ONLY',
  'table.exec.uid.format': '<id>_<transformation>',
};

export interface CompileInput {
  session: GatewaySession;
  script: PreparedScript;
  /** The INSERTs that make one Flink job. */
  inserts: readonly PreparedStatement[];
  config: Readonly<Record<string, string>>;
  /** Name for the file, of this submission alone. */
  fileName: string;
  signal: AbortSignal;
}

export type Compiled = { kind: 'plan'; plan: StoredPlan; tables: PlanTables } | { kind: 'impossible'; reason: NoPlan };

/** Why SQL that compiles has no plan that can be stored. */
type NoPlan = Extract<UpgradeReason, 'HINTS_NOT_SUPPORTED' | 'CATALOG_NOT_SUPPORTED'>;

export class PlanCompiler {
  readonly #folder: string;
  readonly #catalogs: Readonly<Record<string, string>>;

  /** `folder`: emptied, and closed to others; the gateway reads and writes it. `catalogs`: types of the platform's own, by name. */
  constructor(folder: string, catalogs: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#catalogs = catalogs;
  }

  /** Throws StatementFailed with Flink's words when it does not compile. */
  async compile({ session, script, inserts, config, fileName, signal }: CompileInput): Promise<Compiled> {
    if (hasOptionsHint(script)) return { kind: 'impossible', reason: 'HINTS_NOT_SUPPORTED' };
    const file = this.#file(fileName);
    const statement = compileStatement(pathToFileURL(file).href, inserts);
    let text: string;
    try {
      await session.run(statement.text, { signal, config: { ...config, ...planProperties } });
      text = readFileSync(file, 'utf8');
    } finally {
      rmSync(file, { force: true });
    }
    const plan = parsePlan(text);
    const tables = await this.tables(session, script, plan, config, signal);
    return tables === undefined
      ? { kind: 'impossible', reason: 'CATALOG_NOT_SUPPORTED' }
      : { kind: 'plan', plan, tables };
  }

  /** The plan's tables in this session; undefined when one is in a catalog a plan cannot use. */
  async tables(
    session: GatewaySession,
    script: PreparedScript,
    plan: StoredPlan,
    config: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PlanTables | undefined> {
    const types = {
      default_catalog: 'generic_in_memory',
      ...catalogTypesOf(script.statements),
      ...this.#catalogs,
    };
    return lookAtTables(plan, types, async (table) => {
      const rows = await session.rowsOf(`SHOW CREATE TABLE ${table}`, { signal, config });
      return String(rows[0]?.[0] ?? '');
    });
  }

  /** Puts a plan where the gateway reads it; `done` removes it again. Returns the statement that executes it. */
  place(fileName: string, text: string): { statement: string; done(): void } {
    const file = this.#file(fileName);
    writeFileAtomic(file, text);
    const uri = pathToFileURL(file).href.replaceAll("'", "''");
    return { statement: `EXECUTE PLAN '${uri}'`, done: () => rmSync(file, { force: true }) };
  }

  /** Removes what an earlier life left behind. What was not read yet fails before it is sent anywhere. */
  clear(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
    for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name), { force: true });
  }

  #file(name: string): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, `${name}.json`);
    rmSync(file, { force: true });
    return file;
  }
}

/** Options given beside a table's name are merged into the table, which a plan names only. */
function hasOptionsHint(script: PreparedScript): boolean {
  const all = script.statements.flatMap((statement) => [statement, ...(statement.inner ?? [])]);
  return all.some(({ tokens }) => tokens.some(({ kind, value }) => kind === 'hint' && /\bOPTIONS\s*\(/i.test(value)));
}

function compileStatement(uri: string, inserts: readonly PreparedStatement[]): MappedText {
  const at = inserts[0]?.text.originOf(0, 1).start ?? 0;
  const parts = [MappedText.inserted(`COMPILE PLAN '${uri.replaceAll("'", "''")}' FOR STATEMENT SET BEGIN\n`, at)];
  for (const { text } of inserts) parts.push(text, MappedText.inserted(';\n', text.originOf(0, 1).start));
  parts.push(MappedText.inserted('END', at));
  return MappedText.join(parts);
}
