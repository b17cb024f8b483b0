/** Advice on sources: how many tasks read, whether they end, whether time goes on. */
import { type AdviceRule, attribute, inputsOf, optionsOfTable, shortTable } from './rule.ts';
import type { Node } from './rule.ts';

function isSource(node: Node): boolean {
  return node.kind === 'source' && node.table !== null;
}

/** A table that is read by one task while the rest of the job has more. */
const oneReader: AdviceRule = (graph, context) =>
  graph.nodes
    .filter((node) => isSource(node) && context.parallelism > 1)
    .filter((node) => {
      const options = optionsOfTable(node, context);
      const isUnsplit = options?.['connector'] === 'jdbc' && options['scan.partition.column'] === undefined;
      return node.parallelism === 1 || isUnsplit;
    })
    .map((node) => ({
      code: 'ONE_READER',
      severity: 'info',
      node: node.id,
      zh: {
        title: `${shortTable(node)} 只由一个任务读取`,
        why: `作业的并行度是 ${context.parallelism}，但这张表不分片读取，读取速度以一个任务为限。`,
        remedy:
          "JDBC 表加上 'scan.partition.column'、'scan.partition.num' 与上下界；Kafka 表增加主题的分区；其他连接器检查 'scan.parallelism'。",
      },
      en: {
        title: `${shortTable(node)} is read by one task`,
        why: `The job's parallelism is ${context.parallelism}, but this table is not split: it is read as fast as one task can.`,
        remedy:
          "For JDBC add 'scan.partition.column', 'scan.partition.num' and the bounds; for Kafka more partitions of the topic; for others look at 'scan.parallelism'.",
      },
    }));

/** True when the options say that a table's rows come to an end; undefined when they do not tell. */
function isBounded(options: Readonly<Record<string, string>> | undefined): boolean | undefined {
  switch (options?.['connector']) {
    case 'datagen':
      return options['number-of-rows'] !== undefined || Object.values(options).includes('sequence');
    case 'filesystem':
      return options['source.monitor-interval'] === undefined;
    case 'jdbc':
      return true;
    case 'kafka':
      return options['scan.bounded.mode'] !== undefined && options['scan.bounded.mode'] !== 'unbounded';
    default:
      return undefined;
  }
}

/** A stream of tables that all end. */
const couldBeBatch: AdviceRule = (graph, context) => {
  const sources = graph.nodes.filter((node) => node.kind === 'source');
  const ends = (node: Node) => node.operator === 'Values' || isBounded(optionsOfTable(node, context)) === true;
  if (context.mode !== 'streaming' || sources.length === 0 || !sources.every(ends)) return [];
  return [
    {
      code: 'COULD_BE_BATCH',
      severity: 'info',
      zh: {
        title: '所有源表都有尽头，可以作为批作业运行',
        why: '流模式为永不结束的数据保留状态并发出中间结果；数据有尽头时，批模式更快，也只给出最终结果。',
        remedy: '把运行模式改为批，或者给源表加上持续读取的选项。',
      },
      en: {
        title: 'All sources end: this could be a batch job',
        why: 'A stream keeps state for data without end and gives intermediate results. Where data ends, a batch job is faster and gives the result alone.',
        remedy: 'Change the mode to batch, or make the sources read on.',
      },
    },
  ];
};

/** With several sources the slowest one holds event time back, and a silent one stops it. */
const idleSource: AdviceRule = (graph, { settings, mode }) => {
  const idle = settings['table.exec.source.idle-timeout'];
  if (mode === 'batch' || (idle !== undefined && !/^0(?:\s*\w+)?$/.test(idle))) return [];
  const usesTime = graph.nodes.find((node) => node.state.kind === 'window' && inputsOf(graph, node).length > 1);
  if (usesTime === undefined) return [];
  return [
    {
      code: 'IDLE_SOURCE',
      severity: 'info',
      node: usesTime.id,
      zh: {
        title: '一个没有数据的源会让事件时间停住',
        why: '有多个输入时，事件时间以最慢的为准；某个源或分区一段时间没有数据，窗口和区间就一直等它。',
        remedy: "设置空闲超时：SET 'table.exec.source.idle-timeout' = '30 s';",
      },
      en: {
        title: 'A silent source stops event time',
        why: 'With several inputs event time is that of the slowest. Where a source or partition has no rows for a while, windows and intervals wait for it.',
        remedy: "Give it a time after which it is passed over: SET 'table.exec.source.idle-timeout' = '30 s';",
      },
    },
  ];
};

/** Rows of an upsert source are kept, to complete the changes it gives. */
const normalized: AdviceRule = (graph) =>
  graph.nodes
    .filter(({ operator }) => operator === 'ChangelogNormalize')
    .map((node) => ({
      code: 'CHANGELOG_NORMALIZED',
      severity: 'info',
      node: node.id,
      zh: {
        title: `源表的每个键（${attribute(node, 'key') ?? ''}）都要留在状态里`,
        why: '源只给出更新后的值，Flink 要自己记住更新前的值，才能正确撤回。',
        remedy: '换用带完整变更的格式（如 debezium-json）；或者下游只需要最新值时，按主键写入即可。',
      },
      en: {
        title: `Each key of the source (${attribute(node, 'key') ?? ''}) is kept in state`,
        why: 'The source gives rows after an update alone. To take the old ones back, Flink has to remember them.',
        remedy:
          'Use a format with whole changes such as debezium-json, or write by primary key where the newest value is all that counts.',
      },
    }));

export const sourceRules: readonly AdviceRule[] = [oneReader, couldBeBatch, idleSource, normalized];
