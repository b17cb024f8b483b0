/** HTTP handlers of SQL: validation, plans and preview. */
import { JobSamplePut } from '@liusu/contract/sample';
import { PreviewRequest, SqlValidate } from '@liusu/contract/sql';

import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import { callerOf, type Handlers } from '../http/route-handler.ts';
import type { ExplainService } from './explain/explain.ts';
import type { PreviewService } from './preview.ts';
import { withQueryNote } from './query-note.ts';
import type { SampleStore } from './sample-repository.ts';
import type { ValidationInput, ValidationService } from './validate.ts';

export interface SqlRouteOptions {
  validation: ValidationService;
  explanation: ExplainService;
  previews: PreviewService;
  samples: SampleStore;
  clusters: ClusterRegistry;
  /** Session time zone of a project. */
  timeZoneOf(projectId: string): Promise<string>;
  /** Values of `${name}` in scripts of a project. */
  variablesOf(projectId: string): Promise<Record<string, string>>;
}

export type SqlRouteKey =
  'validateSql' | 'explainSql' | 'previewSql' | 'listJobSamples' | 'putJobSample' | 'deleteJobSample';

export function sqlHandlers(options: SqlRouteOptions): Pick<Handlers, SqlRouteKey> {
  const { validation, explanation, previews, samples, clusters } = options;
  async function inputOf(projectId: string, body: unknown, signal: AbortSignal): Promise<ValidationInput> {
    const request = SqlValidate.parse(body);
    const cluster = clusters.get(request.clusterId ?? clusters.defaultId());
    return {
      script: request.script,
      engine: request.engine ?? cluster.engine,
      settings: request.settings,
      timeZone: await options.timeZoneOf(projectId),
      variables: await options.variablesOf(projectId),
      signal,
    };
  }
  return {
    async validateSql({ params, body }, context) {
      return withQueryNote(await validation.validate(await inputOf(params.projectId, body, context.signal)));
    },
    async explainSql({ params, body }, context) {
      return await explanation.explain(await inputOf(params.projectId, body, context.signal));
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
    listJobSamples: async ({ params }) => ({ items: await samples.list(params.jobId) }),
    async putJobSample({ params, body }, context) {
      const sample = JobSamplePut.parse(body);
      return await samples.put(params.jobId, params.table, sample, callerOf(context).user.name);
    },
    deleteJobSample: ({ params }) => samples.remove(params.jobId, params.table),
  };
}
