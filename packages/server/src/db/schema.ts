/**
 * Tables. Portable between SQLite and PostgreSQL: text ids, ISO 8601 text times, JSON as text, booleans as 0 or 1.
 * Only db/ and `*-repository.ts` import this.
 */
import type { Generated } from 'kysely';

export interface Tables {
  setting: { key: string; value: string };
  user: {
    id: string;
    name: string;
    display_name: string;
    password_hash: string;
    admin: number;
    disabled: number;
    created_at: string;
  };
  project: { id: string; name: string; description: string; time_zone: string; created_at: string };
  member: { project_id: string; user_id: string; role: string };
  session: { token_hash: string; user_id: string; csrf_token: string; created_at: string; expires_at: string };
  api_token: {
    id: string;
    user_id: string;
    name: string;
    token_hash: string;
    created_at: string;
    expires_at: string | null;
    last_used_at: string | null;
  };
  cluster: {
    id: string;
    name: string;
    driver: string;
    engine: string;
    environment: string;
    rest_url: string | null;
    auth_kind: string;
    /** AES-256-GCM, see lib/vault.ts; null without credentials. */
    auth_secret: string | null;
    ca_pem: string | null;
    tls_insecure: number;
    created_at: string;
  };
  job: {
    id: string;
    project_id: string;
    cluster_id: string;
    name: string;
    labels: string;
    scenario: string | null;
    scenario_key: string | null;
    draft_script: string;
    draft_settings: string;
    draft_revision: number;
    /** Desired state: what the user asked for. */
    desired_state: string;
    desired_version: number | null;
    desired_restore: string;
    desired_allow_non_restored: number;
    /** Parallelism asked for apart from the version's settings; null when the settings say. */
    desired_parallelism: number | null;
    /** Id of the run that the last command is to lead to, chosen with the command; null when it asked for none. */
    desired_run_id: string | null;
    /** Value of `${start.time}` for that run, ISO 8601; null for the beginning. */
    desired_source_time: string | null;
    /** How to stop when desired_state is STOPPED: savepoint, drain or cancel. */
    desired_stop_mode: string;
    generation: number;
    desired_since: string;
    /** The last proven phase of the newest run, with the reason in words. */
    phase: string;
    latest_version: number | null;
    created_at: string;
    updated_at: string;
    deleted_at: string | null;
    /** What happens to the state files while a delete is under way: keep or delete. Null otherwise; never set back. */
    deleting: string | null;
    /** sql, or external for one that others started and Liusu took over: it has no version until one is bound. */
    kind: Generated<string>;
    /** Path of its folder in the workbench; empty for none. */
    folder: Generated<string>;
  };
  /** Folders of jobs, each by its path; those above one exist too. */
  job_folder: { project_id: string; path: string };
  job_version: {
    job_id: string;
    version: number;
    script: string;
    settings: string;
    engine: string;
    created_at: string;
    created_by: string;
  };
  /**
   * One Flink job started for a job (for batch: one per step, all with the same attempt). Written before submission.
   * A unique partial index allows one row per job whose phase is not terminal.
   */
  run: {
    id: string;
    job_id: string;
    /** Counts the job's runs from 1: their order. Unique per job. */
    number: number;
    cluster_id: string;
    version: number;
    generation: number;
    /** How many automatic new runs in a row led to this one; 0 for one a person asked for. */
    recovery: number;
    flink_job_id: string;
    phase: string;
    step: number;
    steps: number;
    /** Mark of the JobManager it was, or will be, submitted to. */
    incarnation: string | null;
    restore_path: string | null;
    /** What it was last told to run with; null for runs from before this was kept. */
    parallelism: number | null;
    source_time: string | null;
    /** When a completed checkpoint of its own was first seen. */
    first_checkpoint_at: string | null;
    /** When the platform gave up starting it again, and said so. */
    gave_up_at: string | null;
    allow_non_restored: number;
    /** not-sent, sending, sent, refused, unknown */
    submission: string;
    gateway_incarnation: string | null;
    gateway_session: string | null;
    failure_class: string | null;
    failure_message: string | null;
    failure_root_cause: string | null;
    started_at: string;
    running_at: string | null;
    ended_at: string | null;
    /** Set when a JobID must never run again; seen later, it is cancelled and reported. */
    tombstoned: number;
    /** The stored plan it was submitted with; null for plain SQL, or while nothing was decided. */
    plan_id: string | null;
    /** Why it was submitted as plain SQL; null otherwise. */
    plan_reason: string | null;
    /** 1 where the checkpoint folder is not the one of this run, as of a Flink job that others started. */
    adopted: Generated<number>;
    /** Flink's time up to which changes of its tasks are explained, in epoch ms; null before it first ran whole. */
    tasks_since_ms: Generated<number | null>;
    /** JSON, see run-troubles.ts: failures of its tasks since they last all ran; null when there were none. */
    tasks_trouble: Generated<string | null>;
    /** JSON, see run-troubles.ts; null while checkpoints complete, or nobody knows. */
    checkpoint_trouble: Generated<string | null>;
    /** Set while a person's word that it does not exist stands. */
    written_off_at: string | null;
    written_off_by: string | null;
    /** Set once Flink reported FINISHED; the end is written down when Flink has told what came last. */
    finished_seen_at: Generated<string | null>;
    /** 1 when Flink did not tell, at its end, what it had completed: its latest state is only in its files. */
    state_untold: Generated<number>;
  };
  /** Plans as they were executed: whoever takes over the state of such a run does so under the plan's node ids. */
  stored_plan: {
    id: string;
    job_id: string;
    version: number;
    engine: string;
    /** Flink's JSON. */
    plan: string;
    /** Where the data of the plan's tables is, as JSON; no other option of them. */
    tables: string;
    /** First node id that no plan of the job has used. */
    next_node_id: number;
    created_at: string;
  };
  job_event: {
    id: string;
    /** Grows with every row: the order of history and the cursor of pages. */
    seq: Generated<number>;
    project_id: string;
    job_id: string;
    run_id: string | null;
    at: string;
    kind: string;
    phase_from: string | null;
    phase_to: string | null;
    params: string;
    reason: string;
    actor: string;
    evidence: string | null;
    severity: string;
  };
  savepoint: {
    id: string;
    job_id: string;
    run_id: string;
    version: number;
    kind: string;
    origin: string;
    state: string;
    /** Chosen by us and written before the call: 32 hexadecimal characters. */
    trigger_id: string | null;
    target_folder: string | null;
    path: string | null;
    /** Flink's checkpoint id: the order of states within a lineage; null while unknown. */
    checkpoint_id: number | null;
    size_bytes: number | null;
    created_at: string;
    completed_at: string | null;
    reason: string | null;
    /** 1 when its windows were closed; null and 0 mean no. */
    drained: number | null;
    /** The plan that the stop belonged to; null for a stop by a person. */
    plan_id: string | null;
  };
  /**
   * A change of a job that takes it down and up again: what was asked, and what became of it. Times are written with the facts
   * they belong to. The newest row is in force while its generation is the job's.
   */
  job_plan: {
    id: string;
    job_id: string;
    /** Counts the job's plans from 1. */
    number: number;
    kind: string;
    state: string;
    generation: number;
    actor: string;
    from_version: number | null;
    to_version: number;
    from_parallelism: number | null;
    to_parallelism: number;
    /** How the replaced run is ended: savepoint or cancel. */
    stop_mode: string;
    /** Null when no run was active. */
    replaced_run_id: string | null;
    savepoint_id: string | null;
    run_id: string | null;
    roll_back_run_id: string | null;
    created_at: string;
    stopped_at: string | null;
    started_at: string | null;
    running_at: string | null;
    verified_at: string | null;
    roll_back_at: string | null;
    ended_at: string | null;
    failed_step: string | null;
    failure: string | null;
  };
  bulk: {
    id: string;
    project_id: string;
    action: string;
    options: string;
    concurrency: number;
    state: string;
    actor: string;
    created_at: string;
    ended_at: string | null;
  };
  bulk_item: {
    bulk_id: string;
    ordinal: number;
    job_id: string;
    job_name: string;
    state: string;
    /** Generation of the command that was given, written in its transaction. */
    generation: number | null;
    /** The savepoint it asked for. */
    subject_id: string | null;
    code: string | null;
    message: string | null;
    began_at: string | null;
    ended_at: string | null;
  };
  /** Alerts on their way to the webhook: PENDING, DELIVERED, or GIVEN_UP. */
  alert_outbox: {
    id: string;
    body: string;
    state: string;
    attempts: number;
    created_at: string;
    next_at: string;
    ended_at: string | null;
    failed_at: string | null;
    failure: string | null;
  };
  /** Job ids of previews, written before submission; only these are swept. */
  preview: {
    id: string;
    cluster_id: string;
    flink_job_id: string;
    gateway_incarnation: string | null;
    gateway_session: string | null;
    created_at: string;
    ended_at: string | null;
    /** The platform process it runs in; null for those from before there could be several. */
    replica: string | null;
  };
  scenario: { id: string; project_id: string; options: string; created_at: string };
  variable: {
    project_id: string;
    name: string;
    value: string;
    description: string;
    updated_at: string;
    updated_by: string;
  };
  secret: {
    project_id: string;
    name: string;
    /** AES-256-GCM, see lib/vault.ts. */
    sealed: string;
    description: string;
    updated_at: string;
    updated_by: string;
  };
  connector: {
    id: string;
    name: string;
    version: string;
    description: string;
    file_name: string;
    sha256: string;
    size_bytes: number;
    /** JSON: ids of engines, none for every one. */
    engines: string;
    /** JSON: ConnectorOffer[] of the contract. */
    offers: string;
    class_count: number;
    /** JSON: classes of Flink it needs; null until it was looked for. */
    needs: string | null;
    created_at: string;
    created_by: string;
  };
  /** Rows that stand in for a source table in previews of a draft. */
  job_sample: {
    job_id: string;
    source_table: string;
    origin: string;
    /** JSON of SampleRows. */
    content: string;
    updated_at: string;
    updated_by: string;
  };
  source: {
    project_id: string;
    name: string;
    /** JSON of a SourceConnection without its password. */
    connection: string;
    /** The password, AES-256-GCM, see lib/vault.ts; null for none. */
    sealed: string | null;
    description: string;
    /** JSON of the newest SourceTest of this connection. */
    last_test: string | null;
    updated_at: string;
    updated_by: string;
  };
  /** One row per cluster, and one for the work that a single process of the installation does. */
  lease: {
    name: string;
    /** The process that holds it; empty when nobody does. */
    holder: string;
    /** Grows with every change of holder: what is written under an older one is refused. */
    epoch: number;
    /** By the database's clock, epoch milliseconds. */
    expires_ms: number;
  };
  idempotency: {
    user_id: string;
    route: string;
    key: string;
    body_hash: string;
    /**
     * 0: the command took effect and its answer was not kept; `response` then names what it made. -1: it is being carried out by the
     * process in `response`, which was last heard of at `created_at`.
     */
    status: number;
    response: string;
    created_at: string;
  };
}
