/** Every address of the console. Features link to each other through these, never by importing one another. */

export const patterns = {
  login: '/login',
  project: '/p/:projectId',
  overview: 'overview',
  jobs: 'operations/jobs',
  job: 'operations/jobs/:jobId',
  editor: 'development',
  editorJob: 'development/jobs/:jobId',
  scenarios: 'development/scenarios',
  scenario: 'development/scenarios/:scenarioId',
  variables: 'development/variables',
  sources: 'development/sources',
  source: 'development/sources/:sourceName',
  clusters: 'resources/clusters',
  connectors: 'resources/connectors',
  system: 'system',
} as const;

export type JobTab = 'overview' | 'graph' | 'checkpoints' | 'runs' | 'events' | 'exceptions' | 'logs' | 'settings';
export type SystemTab = 'processes' | 'logs' | 'users' | 'members' | 'tokens' | 'webhook';

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(key, value);
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function inProject(projectId: string, rest: string): string {
  return `/p/${encodeURIComponent(projectId)}/${rest}`;
}

export const paths = {
  home: () => '/',
  login: (next?: string) => withQuery('/login', { next }),
  overview: (projectId: string) => inProject(projectId, 'overview'),
  /** The jobs list; `query` holds the filters as the list writes them. */
  jobs: (projectId: string, query: Record<string, string | undefined> = {}) =>
    withQuery(inProject(projectId, 'operations/jobs'), query),
  job: (projectId: string, jobId: string, tab?: JobTab) =>
    withQuery(inProject(projectId, `operations/jobs/${encodeURIComponent(jobId)}`), { tab }),
  /** The workbench without a job open. `new` opens the dialog for a first job. */
  editor: (projectId: string, query: { new?: '1' } = {}) => withQuery(inProject(projectId, 'development'), query),
  editorJob: (projectId: string, jobId: string) =>
    inProject(projectId, `development/jobs/${encodeURIComponent(jobId)}`),
  scenarios: (projectId: string) => inProject(projectId, 'development/scenarios'),
  scenario: (projectId: string, scenarioId: string) =>
    inProject(projectId, `development/scenarios/${encodeURIComponent(scenarioId)}`),
  variables: (projectId: string) => inProject(projectId, 'development/variables'),
  sources: (projectId: string) => inProject(projectId, 'development/sources'),
  /** The tables of a data source; with a table, its columns. */
  source: (projectId: string, name: string, query: { namespace?: string; table?: string } = {}) =>
    withQuery(inProject(projectId, `development/sources/${encodeURIComponent(name)}`), query),
  clusters: (projectId: string, query: { add?: '1' } = {}) =>
    withQuery(inProject(projectId, 'resources/clusters'), query),
  /** Uploaded connectors. `add` opens the upload, `name` is what the jar is to be called. */
  connectors: (projectId: string, query: { add?: '1'; name?: string } = {}) =>
    withQuery(inProject(projectId, 'resources/connectors'), query),
  system: (projectId: string, tab?: SystemTab) => withQuery(inProject(projectId, 'system'), { tab }),
};
