import { type CreateTableBuilder, type Kysely, sql, type Transaction } from 'kysely';

import type { Tables } from '../schema.ts';
import type { DatabaseKind } from './all.ts';

/** A plain name is a nullable text; `#` after it makes it an integer, `%` a large one, `!` NOT NULL. */
function columns<T extends string, C extends string>(builder: CreateTableBuilder<T, C>, names: string) {
  let next = builder as CreateTableBuilder<T, string>;
  for (const word of names.trim().split(/\s+/)) {
    const name = word.replace(/[!#%]+$/, '');
    const marks = word.slice(name.length);
    const type = marks.includes('#') ? 'integer' : marks.includes('%') ? 'bigint' : 'text';
    next = next.addColumn(name, type, (column) => (marks.includes('!') ? column.notNull() : column));
  }
  return next;
}

export async function firstTables(db: Kysely<Tables> | Transaction<Tables>, kind: DatabaseKind): Promise<void> {
  const schema = db.schema;
  const withId = (table: string) => schema.createTable(table).addColumn('id', 'text', (id) => id.primaryKey());

  await columns(
    schema.createTable('setting').addColumn('key', 'text', (key) => key.primaryKey()),
    'value!',
  ).execute();

  await columns(withId('user'), 'name! display_name! password_hash! admin#! disabled#! created_at!')
    .addUniqueConstraint('user_name_unique', ['name'])
    .execute();

  await columns(withId('project'), 'name! description! time_zone! created_at!')
    .addUniqueConstraint('project_name_unique', ['name'])
    .execute();

  await columns(schema.createTable('member'), 'project_id! user_id! role!')
    .addPrimaryKeyConstraint('member_key', ['project_id', 'user_id'])
    .addForeignKeyConstraint('member_project', ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
    .addForeignKeyConstraint('member_user', ['user_id'], 'user', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(
    schema.createTable('session').addColumn('token_hash', 'text', (hash) => hash.primaryKey()),
    'user_id! csrf_token! created_at! expires_at!',
  )
    .addForeignKeyConstraint('session_user', ['user_id'], 'user', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(withId('api_token'), 'user_id! name! token_hash! created_at! expires_at last_used_at')
    .addUniqueConstraint('api_token_hash_unique', ['token_hash'])
    .addForeignKeyConstraint('api_token_user', ['user_id'], 'user', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(
    withId('cluster'),
    'name! driver! engine! environment! rest_url auth_kind! auth_secret ca_pem tls_insecure#! created_at!',
  )
    .addUniqueConstraint('cluster_name_unique', ['name'])
    .execute();

  // No key to cluster: the history of deleted jobs outlives a forgotten cluster.
  await columns(
    withId('job'),
    `project_id! cluster_id! name! labels! scenario scenario_key draft_script! draft_settings! draft_revision#!
     desired_state! desired_version# desired_restore! desired_allow_non_restored#! desired_stop_mode! generation#!
     desired_since! phase! latest_version# created_at! updated_at! deleted_at deleting`,
  )
    .addForeignKeyConstraint('job_project', ['project_id'], 'project', ['id'])
    .execute();

  await columns(
    schema.createTable('job_version'),
    'job_id! version#! script! settings! engine! created_at! created_by!',
  )
    .addPrimaryKeyConstraint('job_version_key', ['job_id', 'version'])
    .addForeignKeyConstraint('job_version_job', ['job_id'], 'job', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(
    withId('run'),
    `job_id! number#! cluster_id! version#! generation#! recovery#! flink_job_id! phase! step#! steps#! incarnation restore_path
     allow_non_restored#! submission! gateway_incarnation gateway_session failure_class failure_message
     failure_root_cause started_at! running_at ended_at tombstoned#!`,
  )
    .addUniqueConstraint('run_flink_job_id_unique', ['flink_job_id'])
    .addUniqueConstraint('run_number_unique', ['job_id', 'number'])
    .addForeignKeyConstraint('run_job', ['job_id'], 'job', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  // AUTOINCREMENT on SQLite: a sequence number is never used again, so a cursor never meets another row.
  const jobEvent = schema
    .createTable('job_event')
    .addColumn('seq', kind === 'sqlite' ? 'integer' : 'bigserial', (seq) =>
      kind === 'sqlite' ? seq.primaryKey().autoIncrement() : seq.primaryKey(),
    );
  await columns(
    jobEvent,
    `id! project_id! job_id! run_id at! kind! phase_from phase_to params! reason! actor! evidence severity!`,
  )
    .addUniqueConstraint('job_event_id_unique', ['id'])
    .execute();

  await columns(
    withId('savepoint'),
    `job_id! run_id! version#! kind! origin! state! trigger_id target_folder path checkpoint_id% size_bytes% created_at!
     completed_at reason`,
  )
    .addForeignKeyConstraint('savepoint_job', ['job_id'], 'job', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(
    withId('preview'),
    'cluster_id! flink_job_id! gateway_incarnation gateway_session created_at! ended_at',
  ).execute();

  await columns(schema.createTable('scenario'), 'id! project_id! options! created_at!')
    .addPrimaryKeyConstraint('scenario_key', ['project_id', 'id'])
    .addForeignKeyConstraint('scenario_project', ['project_id'], 'project', ['id'], (key) => key.onDelete('cascade'))
    .execute();

  await columns(schema.createTable('idempotency'), 'user_id! route! key! body_hash! status#! response! created_at!')
    .addPrimaryKeyConstraint('idempotency_key', ['user_id', 'route', 'key'])
    .execute();

  for (const [name, table, on] of [
    ['member_by_user', 'member', ['user_id']],
    ['session_by_expiry', 'session', ['expires_at']],
    ['session_by_user', 'session', ['user_id']],
    ['api_token_by_user', 'api_token', ['user_id']],
    ['job_by_project', 'job', ['project_id', 'created_at']],
    ['job_by_cluster', 'job', ['cluster_id']],
    ['run_by_cluster', 'run', ['cluster_id', 'phase']],
    ['job_event_by_job', 'job_event', ['job_id', 'seq']],
    ['job_event_by_project', 'job_event', ['project_id', 'seq']],
    ['savepoint_by_job', 'savepoint', ['job_id', 'created_at']],
    ['preview_by_cluster', 'preview', ['cluster_id', 'ended_at']],
    ['idempotency_by_age', 'idempotency', ['created_at']],
  ] as const) {
    await schema
      .createIndex(name)
      .on(table)
      .columns([...on])
      .execute();
  }

  // A name is free again once its job is deleted; and a job never has two runs that may be alive.
  await sql`create unique index job_name_unique on job (project_id, name) where deleted_at is null`.execute(db);
  await sql`create unique index run_one_active on run (job_id)
    where phase in ('STARTING', 'RUNNING', 'RESTARTING', 'SUSPENDING', 'CANCELLING')`.execute(db);
}
