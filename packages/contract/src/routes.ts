/**
 * Every route as data. The server registers handlers by these keys, the client and the OpenAPI document are derived from
 * them, and a test walks them with every role. Paths are below `/api/v1`.
 */
import { z } from 'zod';

import { Bulk, BulkCreate, BulkDetail } from './bulk.ts';
import { CatalogList, CatalogQuery, CatalogTable, CatalogTableList, DatabaseList, FunctionList } from './catalog.ts';
import { Cluster, ClusterCreate, ClusterTest, UnmanagedJob } from './cluster.ts';
import { Connector, ConnectorAdd, maxConnectorBytes } from './connector.ts';
import type { ErrorCode } from './error-code.ts';
import { Folder, FolderCreate, FolderDelete, FolderMove, ScriptSearch } from './folder.ts';
import { FlinkJobId, idOf } from './ids.ts';
import {
  Job,
  JobAdopt,
  JobBind,
  JobCheckpoints,
  JobCreate,
  JobDelete,
  JobDetail,
  JobEvent,
  JobExceptions,
  JobGraph,
  JobPlan,
  JobRates,
  JobRescale,
  JobRestart,
  JobRollback,
  JobStart,
  JobStop,
  JobUpdate,
  JobUpgrade,
  JobWriteOff,
  JobVersion,
  LogTail,
  Run,
  Savepoint,
} from './job.ts';
import { Phase } from './lifecycle.ts';
import { Health, type ModuleId, Overview, StartStage, SystemInfo } from './overview.ts';
import { PageQuery, pageOf } from './page.ts';
import { FeederControl, Scenario, ScenarioImport } from './scenario.ts';
import { JobSample, JobSamplePut, SampleTable } from './sample.ts';
import { SqlExplanation } from './sql-plan.ts';
import { PreviewRequest, SqlValidate, SqlValidation } from './sql.ts';
import {
  Source,
  SourceCreate,
  SourceDdl,
  SourceDdlRequest,
  SourceName,
  SourceNamespace,
  SourcePut,
  SourceTable,
  SourceTableDetail,
  SourceTableQuery,
  SourceTest,
  SourceTestNew,
} from './source.ts';
import { UpgradeVerdict } from './upgrade.ts';
import {
  ApiToken,
  ApiTokenCreate,
  ApiTokenCreated,
  Login,
  Member,
  Project,
  ProjectCreate,
  Role,
  Session,
  User,
  UserCreate,
  UserUpdate,
} from './user.ts';
import { Secret, SecretName, SecretPut, Variable, VariableName, VariablePut } from './variable.ts';
import { Webhook, WebhookTest, WebhookUpdate } from './webhook.ts';

/**
 * Who may call a route. `public`: anybody; `session`: anybody logged in; a role: that role or more in the route's project
 * (named by `projectId` in the path, or by the job in the path); `admin`: administrators.
 */
export type Permission = 'public' | 'session' | 'admin' | Role;

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  summary: string;
  module: ModuleId | 'core';
  permission: Permission;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /**
   * Set where `If-Match: GENERATION` conditions the command: refused (GENERATION_MISMATCH) when the job's generation is another. All
   * other routes refuse a request with `If-Match` (IF_MATCH_NOT_TAKEN): what is conditional must not be done without its condition
   * (RFC 9110, 13.1.1).
   */
  ifMatch?: true;
  /** Set when the body is a file, sent as it is, instead of JSON. */
  upload?: { contentType: string; maxBytes: number };
  /** Status of success. 202: a command was accepted and is being carried out. */
  status: 200 | 201 | 202 | 204;
  /** Body of success; absent for 204 and for streams. */
  response?: z.ZodType;
  /** Set when success is a stream of server-sent events instead of a body. */
  stream?: 'events' | 'preview';
  /** Codes particular to this route, beyond those every route may answer. */
  errors?: readonly ErrorCode[];
}

function route<const R extends Route>(definition: R): R {
  return definition;
}

const jobParams = z.object({ jobId: idOf('job') });
const projectParams = z.object({ projectId: idOf('project') });
const sourceParams = projectParams.extend({ name: SourceName });
const catalogParams = projectParams.extend({ catalog: z.string().min(1).max(256) });
const databaseParams = catalogParams.extend({ database: z.string().min(1).max(256) });
const empty = z.strictObject({});

// prettier-ignore
export const routes = {
  // Core: health, login, live events
  getHealth: route({ method: 'GET', path: '/health', summary: 'Is the platform well', module: 'core', permission: 'public', status: 200, response: Health }),
  login: route({ method: 'POST', path: '/session', summary: 'Log in with name and password', module: 'core', permission: 'public', body: Login, status: 200, response: Session, errors: ['BAD_CREDENTIALS', 'RATE_LIMITED'] }),
  getSession: route({ method: 'GET', path: '/session', summary: 'Who am I', module: 'core', permission: 'session', status: 200, response: Session }),
  logout: route({ method: 'DELETE', path: '/session', summary: 'Log out', module: 'core', permission: 'session', status: 204 }),
  streamEvents: route({ method: 'GET', path: '/events', summary: 'The one live stream of a browser', module: 'core', permission: 'session', status: 200, stream: 'events' }),
  changePassword: route({ method: 'PUT', path: '/session/password', summary: 'Change my password', module: 'core', permission: 'session', body: z.object({ current: z.string().max(200), next: z.string().min(8).max(200) }), status: 204, errors: ['BAD_CREDENTIALS'] }),
  listTokens: route({ method: 'GET', path: '/tokens', summary: 'My API tokens', module: 'core', permission: 'session', status: 200, response: z.object({ items: z.array(ApiToken) }) }),
  createToken: route({ method: 'POST', path: '/tokens', summary: 'Make an API token; its secret is shown once', module: 'core', permission: 'session', body: ApiTokenCreate, status: 201, response: ApiTokenCreated }),
  deleteToken: route({ method: 'DELETE', path: '/tokens/:tokenId', summary: 'Revoke an API token', module: 'core', permission: 'session', params: z.object({ tokenId: idOf('token') }), status: 204 }),

  // Projects and members
  listProjects: route({ method: 'GET', path: '/projects', summary: 'Projects I can see', module: 'core', permission: 'session', status: 200, response: z.object({ items: z.array(Project) }) }),
  createProject: route({ method: 'POST', path: '/projects', summary: 'Make a project', module: 'system', permission: 'admin', body: ProjectCreate, status: 201, response: Project, errors: ['NAME_TAKEN'] }),
  listMembers: route({ method: 'GET', path: '/projects/:projectId/members', summary: 'Members of a project', module: 'system', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Member) }) }),
  putMember: route({ method: 'PUT', path: '/projects/:projectId/members/:userId', summary: 'Give a person a role in a project', module: 'system', permission: 'owner', params: z.object({ projectId: idOf('project'), userId: idOf('user') }), body: z.object({ role: Role }), status: 200, response: Member }),
  deleteMember: route({ method: 'DELETE', path: '/projects/:projectId/members/:userId', summary: 'Take a person out of a project', module: 'system', permission: 'owner', params: z.object({ projectId: idOf('project'), userId: idOf('user') }), status: 204 }),

  // Overview
  getOverview: route({ method: 'GET', path: '/projects/:projectId/overview', summary: 'Jobs by phase, clusters, throughput, recent events', module: 'overview', permission: 'viewer', params: projectParams, status: 200, response: Overview }),

  // Jobs
  listJobs: route({ method: 'GET', path: '/projects/:projectId/jobs', summary: 'Jobs of a project', module: 'operations', permission: 'viewer', params: projectParams, query: PageQuery.extend({ search: z.string().max(200).optional(), phase: Phase.optional(), label: z.string().max(200).optional(), scenario: z.string().max(64).optional() }), status: 200, response: pageOf(Job) }),
  listFolders: route({ method: 'GET', path: '/projects/:projectId/folders', summary: 'Folders of jobs, by path', module: 'development', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Folder) }) }),
  createFolder: route({ method: 'POST', path: '/projects/:projectId/folders', summary: 'Make a folder and those above it', module: 'development', permission: 'developer', params: projectParams, body: FolderCreate, status: 201, response: Folder }),
  moveFolder: route({ method: 'PATCH', path: '/projects/:projectId/folders', summary: 'Rename or move a folder with everything in it', module: 'development', permission: 'developer', params: projectParams, body: FolderMove, status: 200, response: Folder, errors: ['NAME_TAKEN', 'FOLDER_MOVE_REFUSED'] }),
  deleteFolder: route({ method: 'DELETE', path: '/projects/:projectId/folders', summary: 'Delete an empty folder', module: 'development', permission: 'developer', params: projectParams, query: FolderDelete, status: 204, errors: ['FOLDER_NOT_EMPTY'] }),
  searchScripts: route({ method: 'GET', path: '/projects/:projectId/script-search', summary: 'Where a text stands in the drafts of a project', module: 'development', permission: 'viewer', params: projectParams, query: z.object({ text: z.string().min(1).max(200), letterCase: z.enum(['any', 'same']).default('any') }), status: 200, response: ScriptSearch }),
  createJob: route({ method: 'POST', path: '/projects/:projectId/jobs', summary: 'Make a job', module: 'development', permission: 'developer', params: projectParams, body: JobCreate, status: 201, response: JobDetail, errors: ['NAME_TAKEN', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  getJob: route({ method: 'GET', path: '/jobs/:jobId', summary: 'A job with its draft', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: JobDetail }),
  updateJob: route({ method: 'PATCH', path: '/jobs/:jobId', summary: 'Rename, label, or edit the draft and its settings', module: 'development', permission: 'developer', params: jobParams, body: JobUpdate, status: 200, response: JobDetail, errors: ['NAME_TAKEN', 'GENERATION_MISMATCH', 'JOB_ACTIVE', 'JOB_EXTERNAL', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  copyJob: route({ method: 'POST', path: '/jobs/:jobId/copy', summary: 'Copy a job under another name; state is not copied', module: 'development', permission: 'developer', params: jobParams, body: z.object({ name: z.string().trim().min(1).max(100) }), status: 201, response: JobDetail, errors: ['NAME_TAKEN', 'JOB_EXTERNAL', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  deleteJob: route({ method: 'DELETE', path: '/jobs/:jobId', summary: 'Delete a stopped job, and its state when told so', module: 'development', permission: 'developer', params: jobParams, query: z.object({ state: z.enum(['keep', 'delete']).default('keep') }), status: 200, response: JobDelete, errors: ['JOB_ACTIVE'] }),
  publishJob: route({ method: 'POST', path: '/jobs/:jobId/publish', summary: 'Make the draft a version, without running it', module: 'development', permission: 'developer', params: jobParams, body: empty, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'JOB_HAS_NO_STATEMENT', 'JOB_EXTERNAL', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  startJob: route({ method: 'POST', path: '/jobs/:jobId/start', summary: 'Publish the draft when it changed, and run it; again while it does, nothing', module: 'operations', permission: 'operator', params: jobParams, body: JobStart, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'JOB_NOT_STARTABLE', 'JOB_HAS_NO_STATEMENT', 'JOB_STATE_UNVERIFIED', 'SAVEPOINT_NOT_USABLE', 'VERSION_NOT_FOUND', 'SOURCE_TIME_NOT_USED', 'JOB_EXTERNAL', 'SQL_CONNECTOR_MISSING', 'SQL_CONNECTOR_NOT_ON_ENGINE', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  stopJob: route({ method: 'POST', path: '/jobs/:jobId/stop', summary: 'Stop with savepoint, drain, or cancel', module: 'operations', permission: 'operator', params: jobParams, body: JobStop, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'JOB_NOT_STOPPABLE', 'JOB_STOP_UNDER_WAY'] }),
  bindJob: route({ method: 'POST', path: '/jobs/:jobId/bind', summary: 'Bind a script to an external job, so that it can be started again; the run goes on', module: 'operations', permission: 'developer', params: jobParams, body: JobBind, status: 200, response: JobDetail, errors: ['JOB_NOT_EXTERNAL', 'JOB_HAS_NO_STATEMENT', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  restartJob: route({ method: 'POST', path: '/jobs/:jobId/restart', summary: 'Stop the run and start the same version from its state', module: 'operations', permission: 'operator', params: jobParams, body: JobRestart, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'JOB_NOT_RUNNING', 'JOB_BUSY_WITH_PLAN', 'JOB_EXTERNAL'] }),
  upgradeJob: route({ method: 'POST', path: '/jobs/:jobId/upgrade', summary: 'Go over to another version with the state', module: 'operations', permission: 'operator', params: jobParams, body: JobUpgrade, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'ENGINE_STARTING', 'JOB_NOT_RUNNING', 'JOB_BUSY_WITH_PLAN', 'VERSION_NOT_FOUND', 'UPGRADE_NOT_COMPILED', 'UPGRADE_NOT_COMPATIBLE', 'JOB_HAS_NO_STATEMENT', 'SAVEPOINT_NOT_USABLE', 'JOB_EXTERNAL', 'JOB_OPTION_IS_SETTING', 'SQL_RESERVED_KEY'] }),
  rollbackJob: route({ method: 'POST', path: '/jobs/:jobId/rollback', summary: 'Go back to the version before the last upgrade', module: 'operations', permission: 'operator', params: jobParams, body: JobRollback, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'ENGINE_STARTING', 'ROLLBACK_NOT_POSSIBLE', 'JOB_BUSY_WITH_PLAN', 'UPGRADE_NOT_COMPILED', 'UPGRADE_NOT_COMPATIBLE', 'SAVEPOINT_NOT_USABLE', 'JOB_EXTERNAL'] }),
  rescaleJob: route({ method: 'POST', path: '/jobs/:jobId/rescale', summary: 'Change the parallelism, in place where Flink can', module: 'operations', permission: 'operator', params: jobParams, body: JobRescale, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'JOB_BUSY_WITH_PLAN', 'INVALID_INPUT', 'JOB_EXTERNAL'] }),
  writeOffRun: route({ method: 'POST', path: '/jobs/:jobId/write-off', summary: 'Say that a run does not exist where nothing can prove it; its JobID is never used again', module: 'operations', permission: 'operator', params: jobParams, body: JobWriteOff, ifMatch: true, status: 202, response: Job, errors: ['GENERATION_MISMATCH', 'RUN_SEEN_ALIVE', 'WRITE_OFF_REFUSED'] }),
  triggerSavepoint: route({ method: 'POST', path: '/jobs/:jobId/savepoints', summary: 'Take a savepoint of a running job', module: 'operations', permission: 'operator', params: jobParams, body: empty, ifMatch: true, status: 202, response: Savepoint, errors: ['GENERATION_MISMATCH', 'SAVEPOINT_NOT_POSSIBLE'] }),
  deleteSavepoint: route({ method: 'DELETE', path: '/jobs/:jobId/savepoints/:savepointId', summary: 'Delete a savepoint or retained checkpoint with its files; never one that may still be needed', module: 'operations', permission: 'operator', params: jobParams.extend({ savepointId: idOf('savepoint') }), ifMatch: true, status: 202, response: Savepoint, errors: ['GENERATION_MISMATCH', 'SAVEPOINT_IN_USE'] }),
  listPlans: route({ method: 'GET', path: '/jobs/:jobId/plans', summary: 'Upgrades, restarts, rescales and roll-backs of a job, newest first', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: z.object({ items: z.array(JobPlan) }) }),
  createBulk: route({ method: 'POST', path: '/projects/:projectId/jobs/bulk', summary: 'One command over many jobs', module: 'operations', permission: 'operator', params: projectParams, body: BulkCreate, status: 202, response: BulkDetail }),
  listBulks: route({ method: 'GET', path: '/projects/:projectId/jobs/bulk', summary: 'The 50 newest bulk commands', module: 'operations', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Bulk) }) }),
  getBulk: route({ method: 'GET', path: '/projects/:projectId/jobs/bulk/:bulkId', summary: 'A bulk command with the result per job', module: 'operations', permission: 'viewer', params: projectParams.extend({ bulkId: idOf('bulk') }), status: 200, response: BulkDetail }),
  cancelBulk: route({ method: 'POST', path: '/projects/:projectId/jobs/bulk/:bulkId/cancel', summary: 'Leave out what has not begun', module: 'operations', permission: 'operator', params: projectParams.extend({ bulkId: idOf('bulk') }), body: empty, status: 202, response: BulkDetail }),
  listSavepoints: route({ method: 'GET', path: '/jobs/:jobId/savepoints', summary: 'Savepoints and retained checkpoints of a job', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: z.object({ items: z.array(Savepoint) }) }),
  listRuns: route({ method: 'GET', path: '/jobs/:jobId/runs', summary: 'Runs of a job, newest first', module: 'operations', permission: 'viewer', params: jobParams, query: PageQuery, status: 200, response: pageOf(Run) }),
  listVersions: route({ method: 'GET', path: '/jobs/:jobId/versions', summary: 'Versions of a job, newest first', module: 'development', permission: 'viewer', params: jobParams, query: PageQuery, status: 200, response: pageOf(JobVersion) }),
  checkUpgrade: route({ method: 'GET', path: '/jobs/:jobId/upgrade-check', summary: 'What becomes of the state under another version, or under the draft', module: 'operations', permission: 'viewer', params: jobParams, query: z.object({ version: z.coerce.number().int().min(1).optional() }), status: 200, response: UpgradeVerdict, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING'] }),
  listJobEvents: route({ method: 'GET', path: '/jobs/:jobId/events', summary: 'History of a job, newest first', module: 'operations', permission: 'viewer', params: jobParams, query: PageQuery, status: 200, response: pageOf(JobEvent) }),
  getJobGraph: route({ method: 'GET', path: '/jobs/:jobId/graph', summary: "Flink's vertices with live numbers", module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: JobGraph }),
  getJobRates: route({ method: 'GET', path: '/jobs/:jobId/rates', summary: 'Records per second over the last hour', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: JobRates }),
  getJobCheckpoints: route({ method: 'GET', path: '/jobs/:jobId/checkpoints', summary: 'Checkpoints as Flink tells them', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: JobCheckpoints }),
  getJobExceptions: route({ method: 'GET', path: '/jobs/:jobId/exceptions', summary: 'Exceptions as Flink tells them', module: 'operations', permission: 'viewer', params: jobParams, status: 200, response: JobExceptions }),
  getJobLogs: route({ method: 'GET', path: '/jobs/:jobId/logs', summary: 'End of the JobManager or TaskManager log of the cluster', module: 'operations', permission: 'operator', params: jobParams, query: z.object({ source: z.enum(['jobmanager', 'taskmanager']).default('jobmanager'), lines: z.coerce.number().int().min(1).max(5000).default(500) }), status: 200, response: LogTail }),
  listEvents: route({ method: 'GET', path: '/projects/:projectId/events', summary: 'History of all jobs of a project, newest first', module: 'operations', permission: 'viewer', params: projectParams, query: PageQuery, status: 200, response: pageOf(JobEvent) }),

  // SQL
  validateSql: route({ method: 'POST', path: '/projects/:projectId/sql/validate', summary: 'Let Flink check a script without side effects', module: 'development', permission: 'developer', params: projectParams, body: SqlValidate, status: 200, response: SqlValidation, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_UNKNOWN', 'ENGINE_STARTING'] }),
  explainSql: route({ method: 'POST', path: '/projects/:projectId/sql/explain', summary: 'How Flink would run a script, as graphs with advice; without side effects', module: 'development', permission: 'developer', params: projectParams, body: SqlValidate, status: 200, response: SqlExplanation, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_UNKNOWN', 'ENGINE_STARTING'] }),
  previewSql: route({ method: 'POST', path: '/projects/:projectId/sql/preview', summary: "Run a script's one SELECT and stream its rows; ends with the request", module: 'development', permission: 'developer', params: projectParams, body: PreviewRequest, status: 200, stream: 'preview', errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'PREVIEW_LIMIT', 'SQL_SYNTAX', 'SQL_INVALID', 'SQL_OBJECT_NOT_FOUND', 'SQL_STATEMENT_NOT_ALLOWED', 'SQL_SAMPLE_NOT_USABLE', 'SQL_TABLE_NOT_CREATED'] }),
  listJobSamples: route({ method: 'GET', path: '/jobs/:jobId/samples', summary: "Sample rows kept with a job's draft", module: 'development', permission: 'viewer', params: jobParams, status: 200, response: z.object({ items: z.array(JobSample) }) }),
  putJobSample: route({ method: 'PUT', path: '/jobs/:jobId/samples/:table', summary: "Keep sample rows of a table with a job's draft", module: 'development', permission: 'developer', params: jobParams.extend({ table: SampleTable }), body: JobSamplePut, status: 200, response: JobSample, errors: ['PAYLOAD_TOO_LARGE'] }),
  deleteJobSample: route({ method: 'DELETE', path: '/jobs/:jobId/samples/:table', summary: 'Forget sample rows', module: 'development', permission: 'developer', params: jobParams.extend({ table: SampleTable }), status: 204 }),

  // Connectors people add: their code runs with the rights of Flink, hence administrators only
  listConnectors: route({ method: 'GET', path: '/connectors', summary: 'Connectors, formats, catalogs and functions that were uploaded', module: 'resources', permission: 'session', status: 200, response: z.object({ items: z.array(Connector) }) }),
  addConnector: route({ method: 'POST', path: '/connectors', summary: 'Upload a jar; scripts may then use what it offers', module: 'resources', permission: 'admin', query: ConnectorAdd, upload: { contentType: 'application/java-archive', maxBytes: maxConnectorBytes }, status: 201, response: Connector, errors: ['CONNECTOR_FILE_REFUSED', 'CONNECTOR_UNFIT', 'NAME_TAKEN', 'ENGINE_UNKNOWN'] }),
  removeConnector: route({ method: 'DELETE', path: '/connectors/:connectorId', summary: 'Remove an uploaded jar; what runs goes on with its copy', module: 'resources', permission: 'admin', params: z.object({ connectorId: idOf('connector') }), status: 204 }),

  // Catalogs, as the engine of a cluster tells them
  listCatalogs: route({ method: 'GET', path: '/projects/:projectId/catalogs', summary: 'Catalogs of a SQL session', module: 'development', permission: 'viewer', params: projectParams, query: CatalogQuery, status: 200, response: CatalogList, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'ENGINE_UNKNOWN'] }),
  listDatabases: route({ method: 'GET', path: '/projects/:projectId/catalogs/:catalog/databases', summary: 'Databases of a catalog', module: 'development', permission: 'viewer', params: catalogParams, query: CatalogQuery, status: 200, response: DatabaseList, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'ENGINE_UNKNOWN', 'SQL_OBJECT_NOT_FOUND'] }),
  listCatalogTables: route({ method: 'GET', path: '/projects/:projectId/catalogs/:catalog/databases/:database/tables', summary: 'Tables, views and models of a database', module: 'development', permission: 'viewer', params: databaseParams, query: CatalogQuery, status: 200, response: CatalogTableList, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'ENGINE_UNKNOWN', 'SQL_OBJECT_NOT_FOUND'] }),
  getCatalogTable: route({ method: 'GET', path: '/projects/:projectId/catalogs/:catalog/databases/:database/tables/:table', summary: 'Columns of a table', module: 'development', permission: 'viewer', params: databaseParams.extend({ table: z.string().min(1).max(256) }), query: CatalogQuery, status: 200, response: CatalogTable, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'ENGINE_UNKNOWN', 'SQL_OBJECT_NOT_FOUND'] }),
  listFunctions: route({ method: 'GET', path: '/projects/:projectId/functions', summary: 'Functions that SQL can call', module: 'development', permission: 'viewer', params: projectParams, query: CatalogQuery, status: 200, response: FunctionList, errors: ['GATEWAY_UNAVAILABLE', 'ENGINE_STARTING', 'ENGINE_UNKNOWN'] }),

  // Variables and secrets
  listVariables: route({ method: 'GET', path: '/projects/:projectId/variables', summary: 'Variables of a project', module: 'development', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Variable) }) }),
  putVariable: route({ method: 'PUT', path: '/projects/:projectId/variables/:name', summary: 'Set a variable; runs keep the value they were started with', module: 'development', permission: 'developer', params: projectParams.extend({ name: VariableName }), body: VariablePut, status: 200, response: Variable }),
  deleteVariable: route({ method: 'DELETE', path: '/projects/:projectId/variables/:name', summary: 'Delete a variable', module: 'development', permission: 'developer', params: projectParams.extend({ name: VariableName }), status: 204 }),
  listSecrets: route({ method: 'GET', path: '/projects/:projectId/secrets', summary: 'Names of the secrets of a project', module: 'development', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Secret) }) }),
  putSecret: route({ method: 'PUT', path: '/projects/:projectId/secrets/:name', summary: 'Set a secret; its value is never given back', module: 'development', permission: 'developer', params: projectParams.extend({ name: SecretName }), body: SecretPut, status: 200, response: Secret }),
  deleteSecret: route({ method: 'DELETE', path: '/projects/:projectId/secrets/:name', summary: 'Delete a secret', module: 'development', permission: 'developer', params: projectParams.extend({ name: SecretName }), status: 204 }),

  // Data sources
  listSources: route({ method: 'GET', path: '/projects/:projectId/sources', summary: 'Data sources of a project, without their passwords', module: 'development', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Source) }) }),
  createSource: route({ method: 'POST', path: '/projects/:projectId/sources', summary: 'Register a data source; its password is never given back', module: 'development', permission: 'developer', params: projectParams, body: SourceCreate, status: 201, response: Source, errors: ['NAME_TAKEN'] }),
  testNewSource: route({ method: 'POST', path: '/projects/:projectId/sources/test', summary: 'Test a connection before it is saved, step by step', module: 'development', permission: 'developer', params: projectParams, body: SourceTestNew, status: 200, response: SourceTest, errors: ['SOURCE_PASSWORD_NEEDED'] }),
  getSource: route({ method: 'GET', path: '/projects/:projectId/sources/:name', summary: 'One data source', module: 'development', permission: 'viewer', params: sourceParams, status: 200, response: Source }),
  putSource: route({ method: 'PUT', path: '/projects/:projectId/sources/:name', summary: 'Change a data source; without a password the kept one stays', module: 'development', permission: 'developer', params: sourceParams, body: SourcePut, status: 200, response: Source, errors: ['SOURCE_PASSWORD_NEEDED'] }),
  deleteSource: route({ method: 'DELETE', path: '/projects/:projectId/sources/:name', summary: 'Forget a data source; nothing in it is touched', module: 'development', permission: 'developer', params: sourceParams, status: 204 }),
  testSource: route({ method: 'POST', path: '/projects/:projectId/sources/:name/test', summary: 'Test the connection to a data source, step by step', module: 'development', permission: 'developer', params: sourceParams, body: empty, status: 200, response: SourceTest }),
  listSourceNamespaces: route({ method: 'GET', path: '/projects/:projectId/sources/:name/namespaces', summary: 'Schemas or databases of a data source', module: 'development', permission: 'developer', params: sourceParams, status: 200, response: z.object({ items: z.array(SourceNamespace) }), errors: ['SOURCE_FAILED'] }),
  listSourceTables: route({ method: 'GET', path: '/projects/:projectId/sources/:name/tables', summary: 'Tables or topics of a data source, by name', module: 'development', permission: 'developer', params: sourceParams, query: PageQuery.extend({ namespace: z.string().max(200).optional(), search: z.string().max(200).optional() }), status: 200, response: pageOf(SourceTable), errors: ['SOURCE_FAILED'] }),
  getSourceTable: route({ method: 'GET', path: '/projects/:projectId/sources/:name/table', summary: 'Columns of a table; partitions and some messages of a topic', module: 'development', permission: 'developer', params: sourceParams, query: SourceTableQuery, status: 200, response: SourceTableDetail, errors: ['SOURCE_FAILED'] }),
  getSourceDdl: route({ method: 'GET', path: '/projects/:projectId/sources/:name/ddl', summary: 'A CREATE TABLE of Flink for a table or topic', module: 'development', permission: 'developer', params: sourceParams, query: SourceDdlRequest, status: 200, response: SourceDdl, errors: ['SOURCE_FAILED', 'SOURCE_DDL_NOT_POSSIBLE'] }),

  // Clusters
  listClusters: route({ method: 'GET', path: '/clusters', summary: 'Clusters with how fresh our view of each is', module: 'resources', permission: 'session', status: 200, response: z.object({ items: z.array(Cluster) }) }),
  getCluster: route({ method: 'GET', path: '/clusters/:clusterId', summary: 'One cluster', module: 'resources', permission: 'session', params: z.object({ clusterId: idOf('cluster') }), status: 200, response: Cluster }),
  createCluster: route({ method: 'POST', path: '/clusters', summary: 'Register a connected cluster', module: 'resources', permission: 'admin', body: ClusterCreate, status: 201, response: Cluster, errors: ['NAME_TAKEN', 'ENGINE_UNKNOWN', 'CLUSTER_VERSION_UNSUPPORTED', 'FLINK_UNREACHABLE', 'CLUSTER_AUTH_FAILED'] }),
  testCluster: route({ method: 'POST', path: '/clusters/:clusterId/test', summary: 'Test the connection to a cluster, step by step', module: 'resources', permission: 'admin', params: z.object({ clusterId: idOf('cluster') }), status: 200, response: ClusterTest }),
  testNewCluster: route({ method: 'POST', path: '/clusters/test', summary: 'Test a connection before registering it', module: 'resources', permission: 'admin', body: ClusterCreate, status: 200, response: ClusterTest }),
  deleteCluster: route({ method: 'DELETE', path: '/clusters/:clusterId', summary: 'Forget a connected cluster; nothing on it is touched', module: 'resources', permission: 'admin', params: z.object({ clusterId: idOf('cluster') }), status: 204, errors: ['CLUSTER_IN_USE'] }),
  restartCluster: route({ method: 'POST', path: '/clusters/:clusterId/restart', summary: 'Restart the local Flink: jobs are stopped with savepoints and come back from their state; the stages of a start tell how far it is', module: 'resources', permission: 'admin', params: z.object({ clusterId: idOf('cluster') }), body: z.object({ savepointBudgetMs: z.number().int().min(0).max(600_000).default(60_000) }), status: 202, response: Cluster, errors: ['CONFLICT', 'DOWNLOAD_FAILED'] }),
  listUnmanagedJobs: route({ method: 'GET', path: '/clusters/:clusterId/unmanaged-jobs', summary: 'Flink jobs running there that Liusu has no run for', module: 'resources', permission: 'session', params: z.object({ clusterId: idOf('cluster') }), status: 200, response: z.object({ items: z.array(UnmanagedJob) }) }),
  adoptJob: route({ method: 'POST', path: '/clusters/:clusterId/unmanaged-jobs/:flinkJobId/adopt', summary: 'Take over a running Flink job as an external one; it is not touched', module: 'resources', permission: 'admin', params: z.object({ clusterId: idOf('cluster'), flinkJobId: FlinkJobId }), body: JobAdopt, status: 201, response: JobDetail, errors: ['NAME_TAKEN', 'FLINK_JOB_NOT_ADOPTABLE', 'FLINK_UNREACHABLE'] }),

  // Scenarios
  listScenarios: route({ method: 'GET', path: '/projects/:projectId/scenarios', summary: 'Scenarios that can be imported', module: 'development', permission: 'viewer', params: projectParams, status: 200, response: z.object({ items: z.array(Scenario) }) }),
  getScenario: route({ method: 'GET', path: '/projects/:projectId/scenarios/:scenarioId', summary: 'One scenario', module: 'development', permission: 'viewer', params: projectParams.extend({ scenarioId: z.string().max(64) }), status: 200, response: Scenario, errors: ['SCENARIO_NOT_FOUND'] }),
  importScenario: route({ method: 'POST', path: '/projects/:projectId/scenarios/:scenarioId/import', summary: 'Import a scenario, and start it unless told not to', module: 'development', permission: 'developer', params: projectParams.extend({ scenarioId: z.string().max(64) }), body: ScenarioImport, status: 202, response: Scenario, errors: ['SCENARIO_NOT_FOUND', 'NAME_TAKEN'] }),
  controlFeeder: route({ method: 'POST', path: '/projects/:projectId/scenarios/:scenarioId/feeder', summary: "Start or stop a scenario's data feeder", module: 'development', permission: 'operator', params: projectParams.extend({ scenarioId: z.string().max(64) }), body: FeederControl, status: 202, response: Scenario, errors: ['SCENARIO_NOT_FOUND'] }),

  // System
  getSystem: route({ method: 'GET', path: '/system', summary: 'Version, processes, modules', module: 'system', permission: 'session', status: 200, response: SystemInfo }),
  getStartStages: route({ method: 'GET', path: '/system/stages', summary: 'How far the start has come', module: 'core', permission: 'admin', status: 200, response: z.object({ items: z.array(StartStage) }) }),
  getSystemLog: route({ method: 'GET', path: '/system/logs/:name', summary: "End of a process's log", module: 'system', permission: 'admin', params: z.object({ name: z.string().regex(/^(platform|jobmanager|taskmanager|gateway(-[a-z]+-[0-9.]+)?)$/, 'platform, jobmanager, taskmanager, gateway, or gateway-ENGINE') }), query: z.object({ lines: z.coerce.number().int().min(1).max(5000).default(500) }), status: 200, response: LogTail }),
  getWebhook: route({ method: 'GET', path: '/system/webhook', summary: 'Where alerts are sent', module: 'system', permission: 'admin', status: 200, response: Webhook }),
  putWebhook: route({ method: 'PUT', path: '/system/webhook', summary: 'Set or turn off the webhook', module: 'system', permission: 'admin', body: WebhookUpdate, status: 200, response: Webhook }),
  testWebhook: route({ method: 'POST', path: '/system/webhook/test', summary: 'Send a test alert now and tell what came back', module: 'system', permission: 'admin', body: empty, status: 200, response: WebhookTest, errors: ['WEBHOOK_NOT_SET'] }),
  shutDown: route({ method: 'POST', path: '/system/shutdown', summary: 'Stop local jobs with savepoints, then all local processes, then the platform; desired states stay', module: 'system', permission: 'admin', body: z.object({ savepointBudgetMs: z.number().int().min(0).max(600_000).default(30_000) }), status: 202, response: z.object({ jobs: z.number().int() }) }),
  listUsers: route({ method: 'GET', path: '/users', summary: 'People', module: 'system', permission: 'admin', status: 200, response: z.object({ items: z.array(User) }) }),
  createUser: route({ method: 'POST', path: '/users', summary: 'Make an account', module: 'system', permission: 'admin', body: UserCreate, status: 201, response: User, errors: ['NAME_TAKEN'] }),
  updateUser: route({ method: 'PATCH', path: '/users/:userId', summary: 'Change an account, its password, or turn it off', module: 'system', permission: 'admin', params: z.object({ userId: idOf('user') }), body: UserUpdate, status: 200, response: User }),
} as const;

/** Longest `Idempotency-Key`, in characters. */
export const maxIdempotencyKey = 200;

/**
 * True where a request sent again under its `Idempotency-Key` gets the first answer: commands of people who are known. Elsewhere the key
 * is ignored, and what it asks for holds all the same: nothing there takes effect twice.
 */
export function takesIdempotencyKey(route: Route): boolean {
  // Reads change nothing, a login is a session of its own, a stream is of one request, and a file that is there is not added again.
  const isOnce = route.stream === undefined && route.upload === undefined;
  return isOnce && route.method !== 'GET' && route.permission !== 'public';
}

export type Routes = typeof routes;
export type RouteKey = keyof Routes;

type Part<R, K extends string> = R extends Record<K, infer T> ? (T extends z.ZodType ? T : never) : never;
type InputOf<T> = [T] extends [never] ? undefined : T extends z.ZodType ? z.input<T> : undefined;
type OutputOf<T> = [T] extends [never] ? undefined : T extends z.ZodType ? z.output<T> : undefined;

/** What a caller sends. */
export type RouteParams<K extends RouteKey> = InputOf<Part<Routes[K], 'params'>>;
export type RouteQuery<K extends RouteKey> = InputOf<Part<Routes[K], 'query'>>;
export type RouteBody<K extends RouteKey> = InputOf<Part<Routes[K], 'body'>>;
/** What a caller receives. */
export type RouteResponse<K extends RouteKey> = OutputOf<Part<Routes[K], 'response'>>;

/** What a handler receives, after validation and defaults. */
export interface RouteInput<K extends RouteKey> {
  params: OutputOf<Part<Routes[K], 'params'>>;
  query: OutputOf<Part<Routes[K], 'query'>>;
  body: OutputOf<Part<Routes[K], 'body'>>;
}
