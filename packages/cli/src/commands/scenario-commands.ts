/** `liusu scenario …` */
import type { Scenario, ScenarioImport } from '@liusu/contract/scenario';

import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import type { ProjectOption } from './job-words.ts';

export async function listScenarios(context: CommandContext, options: ProjectOption) {
  const { client } = connect(context);
  const { id: projectId } = await projectOf(client, options.project);
  const { items } = await client.call('listScenarios', { params: { projectId } });
  printList(
    context,
    items,
    [
      [text('编号', 'id'), (item) => item.id],
      [text('名称', 'name'), (item) => item.name[context.language]],
      [text('已导入', 'imported'), (item) => (item.imported ? 'yes' : 'no')],
      [text('说明', 'description'), (item) => item.description[context.language]],
    ],
    text('没有可用的场景。', 'There are no scenarios.'),
  );
}

export interface ScenarioImportOptions extends ProjectOption {
  start: boolean;
  speed?: number | 'max';
  days?: number;
}

export async function importScenario(context: CommandContext, scenarioId: string, options: ScenarioImportOptions) {
  const { client } = connect(context);
  const { id: projectId } = await projectOf(client, options.project);
  const body: ScenarioImport = {
    start: options.start,
    ...(options.speed === undefined ? {} : { speed: options.speed }),
    ...(options.days === undefined ? {} : { days: options.days }),
  };
  const scenario = await client.call('importScenario', { params: { projectId, scenarioId }, body });
  printResult(context, scenario, () => scenarioLines(context, scenario));
}

export async function showScenario(context: CommandContext, scenarioId: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id: projectId } = await projectOf(client, options.project);
  const scenario = await client.call('getScenario', { params: { projectId, scenarioId } });
  printResult(context, scenario, () => scenarioLines(context, scenario));
}

export async function controlFeeder(
  context: CommandContext,
  scenarioId: string,
  action: 'start' | 'stop',
  options: ProjectOption & { speed?: number | 'max' },
) {
  const { client } = connect(context);
  const { id: projectId } = await projectOf(client, options.project);
  const scenario = await client.call('controlFeeder', {
    params: { projectId, scenarioId },
    body: { action, ...(options.speed === undefined ? {} : { speed: options.speed }) },
  });
  printResult(context, scenario, () => scenarioLines(context, scenario));
}

function scenarioLines(context: CommandContext, scenario: Scenario): string[] {
  const { feeder } = scenario;
  return [
    `${scenario.name[context.language]} (${scenario.id})  ${scenario.imported ? inWords(context, text('已导入', 'imported')) : inWords(context, text('未导入', 'not imported'))}`,
    ...scenario.jobs.map((job) => `  ${job.name[context.language]}  ${job.jobId ?? '-'}`),
    ...(feeder === null
      ? []
      : [
          `  ${inWords(context, text('数据回放', 'feeder'))}: ${feeder.state}  ${feeder.slicesDone}/${feeder.slicesTotal}  ${feeder.simulatedTime ?? ''}  ${feeder.recordsEmitted}/${feeder.recordsTotal}${feeder.error === null ? '' : `  ${feeder.error}`}`,
        ]),
  ];
}
