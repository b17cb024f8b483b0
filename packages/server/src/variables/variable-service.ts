/**
 * What `${name}` and `${secret.name}` in the scripts of a project stand for. A secret leaves the database sealed and is opened only
 * here, to be put into a script that goes to Flink; from then on its value is masked wherever the platform shows text.
 */
import type { Secret, SecretPut, Variable, VariablePut } from '@liusu/contract/variable';
import type { z } from 'zod';

import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { maskValueFromNowOn } from '../lib/redact.ts';
import type { Vault } from '../lib/vault.ts';
import { words } from '../lib/words.ts';
import {
  deleteNamedRow,
  listSecretRows,
  listVariableRows,
  putSecretRow,
  putVariableRow,
  type SecretRow,
  type VariableRow,
} from './variable-repository.ts';

export interface VariableServiceDeps {
  database: Database;
  vault: Vault;
  clock: Clock;
}

export class VariableService {
  readonly #deps: VariableServiceDeps;

  constructor(deps: VariableServiceDeps) {
    this.#deps = deps;
  }

  async listVariables(projectId: string): Promise<Variable[]> {
    return (await listVariableRows(this.#deps.database.db, projectId)).map(variableOf);
  }

  /** `actor`: the user's name. A run keeps the value it was submitted with. */
  async putVariable(
    projectId: string,
    name: string,
    input: z.output<typeof VariablePut>,
    actor: string,
  ): Promise<Variable> {
    const row: VariableRow = { project_id: projectId, name, ...input, ...this.#stamp(actor) };
    await putVariableRow(this.#deps.database.db, row);
    return variableOf(row);
  }

  /** Throws NOT_FOUND. */
  async deleteVariable(projectId: string, name: string): Promise<void> {
    if (!(await deleteNamedRow(this.#deps.database.db, 'variable', projectId, name)))
      throw new LiusuError('NOT_FOUND', words(`项目没有变量 ${name}`, `the project has no variable ${name}`), {
        params: { name },
      });
  }

  async listSecrets(projectId: string): Promise<Secret[]> {
    return (await listSecretRows(this.#deps.database.db, projectId)).map(secretOf);
  }

  async putSecret(projectId: string, name: string, input: z.output<typeof SecretPut>, actor: string): Promise<Secret> {
    const { value, description } = input;
    maskValueFromNowOn(value);
    const sealed = this.#deps.vault.seal(value, contextOf(projectId, name));
    const row: SecretRow = { project_id: projectId, name, sealed, description, ...this.#stamp(actor) };
    await putSecretRow(this.#deps.database.db, row);
    return secretOf(row);
  }

  /** Throws NOT_FOUND. */
  async deleteSecret(projectId: string, name: string): Promise<void> {
    if (!(await deleteNamedRow(this.#deps.database.db, 'secret', projectId, name)))
      throw new LiusuError('NOT_FOUND', words(`项目没有密钥 ${name}`, `the project has no secret ${name}`), {
        params: { name },
      });
  }

  /** Values by name, secrets under `secret.<name>`. Throws INTERNAL when a secret was sealed with another master key. */
  async valuesOf(projectId: string): Promise<Record<string, string>> {
    const { database, vault } = this.#deps;
    const values: Record<string, string> = {};
    for (const row of await listVariableRows(database.db, projectId)) values[row.name] = row.value;
    for (const row of await listSecretRows(database.db, projectId)) {
      const value = vault.open(row.sealed, contextOf(projectId, row.name));
      maskValueFromNowOn(value);
      values[`secret.${row.name}`] = value;
    }
    return values;
  }

  #stamp(actor: string): { updated_at: string; updated_by: string } {
    return { updated_at: isoOf(this.#deps.clock.nowMs()), updated_by: actor };
  }
}

/** A sealed text copied to another project or name does not open. */
function contextOf(projectId: string, name: string): string {
  return `secret:${projectId}:${name}`;
}

function variableOf(row: VariableRow): Variable {
  const { name, value, description } = row;
  return { name, value, description, updatedAt: row.updated_at, updatedBy: row.updated_by };
}

function secretOf(row: SecretRow): Secret {
  const { name, description } = row;
  return { name, description, updatedAt: row.updated_at, updatedBy: row.updated_by };
}
