/** What the scenario pages ask of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { FeederControl, Scenario, ScenarioImport } from '@liusu/contract/scenario';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** While data is being prepared or replayed its progress is asked for at this pace. */
const watchEveryMs = 2000;

export function isFeeding(scenario: Scenario | undefined): boolean {
  return scenario?.feeder?.state === 'preparing' || scenario?.feeder?.state === 'running';
}

export function useScenarios(projectId: string) {
  return useQuery({
    queryKey: keys.scenarios(projectId),
    queryFn: ({ signal }) => api.call('listScenarios', { params: { projectId }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some(isFeeding) === true ? watchEveryMs : false),
  });
}

export function useScenario(projectId: string, scenarioId: string) {
  return useQuery({
    queryKey: [...keys.scenarios(projectId), scenarioId],
    queryFn: ({ signal }) => api.call('getScenario', { params: { projectId, scenarioId }, signal }),
    refetchInterval: (query) => (isFeeding(query.state.data) ? watchEveryMs : false),
  });
}

/** Jobs of the scenario with their phases. */
export function useScenarioJobs(projectId: string, scenarioId: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.jobs(projectId), 'scenario', scenarioId],
    queryFn: ({ signal }) =>
      api.call('listJobs', { params: { projectId }, query: { scenario: scenarioId, limit: 100 }, signal }),
    enabled,
  });
}

export function useImportScenario(projectId: string, scenarioId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ScenarioImport) => api.call('importScenario', { params: { projectId, scenarioId }, body }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.scenarios(projectId) });
      await client.invalidateQueries({ queryKey: keys.jobs(projectId) });
    },
  });
}

export function useControlFeeder(projectId: string, scenarioId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FeederControl) => api.call('controlFeeder', { params: { projectId, scenarioId }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.scenarios(projectId) }),
  });
}
