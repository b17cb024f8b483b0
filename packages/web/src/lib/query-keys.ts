/**
 * Prefixes of query keys. Features append to them; live events invalidate by them. `keys.job(id)` covers everything that
 * belongs to one job: its detail, graph, events, checkpoints.
 */
export const keys = {
  overview: (projectId: string) => ['overview', projectId] as const,
  jobs: (projectId: string) => ['jobs', projectId] as const,
  job: (jobId: string) => ['job', jobId] as const,
  clusters: () => ['clusters'] as const,
  connectors: () => ['connectors'] as const,
  scenarios: (projectId: string) => ['scenarios', projectId] as const,
  allScenarios: () => ['scenarios'] as const,
  variables: (projectId: string) => ['variables', projectId] as const,
  sources: (projectId: string) => ['sources', projectId] as const,
  bulks: (projectId: string) => ['bulks', projectId] as const,
  system: () => ['system'] as const,
  users: () => ['users'] as const,
  tokens: () => ['tokens'] as const,
};
