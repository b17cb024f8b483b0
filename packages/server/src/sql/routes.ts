/** HTTP handlers of SQL: validation and preview. */
import { PreviewRequest, SqlValidate } from '@liusu/contract/sql';

import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Handlers } from '../http/route-handler.ts';
import type { PreviewService } from './preview.ts';
import type { ValidationService } from './validate.ts';

export interface SqlRouteOptions {
  validation: ValidationService;
  previews: PreviewService;
  clusters: ClusterRegistry;
  /** Session time zone of a project. */
  timeZoneOf(projectId: string): Promise<string>;
  /** Values of `${name}` in scripts of a project. */
  variablesOf(projectId: string): Promise<Record<string, string>>;
}

export function sqlHandlers(options: SqlRouteOptions): Pick<Handlers, 'validateSql' | 'previewSql'> {
  const { validation, previews, clusters } = options;
  return {
    async validateSql({ params, body }, context) {
      const request = SqlValidate.parse(body);
      const cluster = clusters.get(request.clusterId ?? clusters.defaultId());
      return await validation.validate({
        script: request.script,
        engine: request.engine ?? cluster.engine,
        settings: request.settings,
        timeZone: await options.timeZoneOf(params.projectId),
        variables: await options.variablesOf(params.projectId),
        signal: context.signal,
      });
    },
    async previewSql({ params, body }, context) {
      const request = PreviewRequest.parse(body);
      return previews.open({
        request,
        cluster: clusters.get(request.clusterId ?? clusters.defaultId()),
        timeZone: await options.timeZoneOf(params.projectId),
        variables: await options.variablesOf(params.projectId),
        signal: context.signal,
        requestId: context.requestId,
      });
    },
  };
}
