import { SecretPut, VariablePut } from '@liusu/contract/variable';

import { callerOf, type Handlers } from '../http/route-handler.ts';
import type { VariableService } from './variable-service.ts';

export type VariableRouteKey =
  'listVariables' | 'putVariable' | 'deleteVariable' | 'listSecrets' | 'putSecret' | 'deleteSecret';

export function variableHandlers(variables: VariableService): Handlers<VariableRouteKey> {
  return {
    listVariables: async ({ params }) => ({ items: await variables.listVariables(params.projectId) }),
    putVariable: async ({ params, body }, context) =>
      variables.putVariable(params.projectId, params.name, VariablePut.parse(body), callerOf(context).user.name),
    deleteVariable: async ({ params }) => variables.deleteVariable(params.projectId, params.name),
    listSecrets: async ({ params }) => ({ items: await variables.listSecrets(params.projectId) }),
    putSecret: async ({ params, body }, context) =>
      variables.putSecret(params.projectId, params.name, SecretPut.parse(body), callerOf(context).user.name),
    deleteSecret: async ({ params }) => variables.deleteSecret(params.projectId, params.name),
  };
}
