import { callerOf, type Handlers } from '../http/route-handler.ts';
import type { ScenarioService } from './scenario-service.ts';

export type ScenarioRouteKey = 'listScenarios' | 'getScenario' | 'importScenario' | 'controlFeeder';

export function scenarioHandlers(scenarios: ScenarioService): Handlers<ScenarioRouteKey> {
  return {
    listScenarios: async ({ params }) => ({ items: await scenarios.list(params.projectId) }),
    getScenario: ({ params }) => scenarios.get(params.projectId, params.scenarioId),
    importScenario: ({ params, body }, context) =>
      scenarios.import(params.projectId, params.scenarioId, body, callerOf(context).user.name),
    controlFeeder: ({ params, body }) =>
      scenarios.controlFeeder(params.projectId, params.scenarioId, body.action, body.speed),
  };
}
