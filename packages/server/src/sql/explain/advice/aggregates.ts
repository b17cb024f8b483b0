/** Advice on aggregates, distinct rows and rankings. */
import { type AdviceRule, attribute, inputsOf, isSingle, type Node } from './rule.ts';

const grouping: ReadonlySet<string> = new Set(['GroupAggregate', 'GlobalGroupAggregate', 'IncrementalGroupAggregate']);

/** True where the rows are only made distinct: nothing is computed. */
function isDistinct(node: Node): boolean {
  const select = attribute(node, 'select');
  return grouping.has(node.operator) && select !== undefined && select === attribute(node, 'groupBy');
}

const unboundedState: AdviceRule = (graph) =>
  graph.nodes
    .filter(
      ({ operator, state }) =>
        state.kind === 'keyed' && state.ttlMs === 0 && operator !== 'Join' && operator !== 'Sink',
    )
    // A result of one row, and the first rows of all, stay small.
    .filter((node) => attribute(node, 'groupBy') !== undefined || !grouping.has(node.operator))
    // What a source's rows are normalized with is told with the source.
    .filter(({ operator }) => !['SortLimit', 'Limit', 'ChangelogNormalize'].includes(operator))
    .map((node) => {
      const keys = attribute(node, 'groupBy') ?? attribute(node, 'partitionBy') ?? attribute(node, 'key');
      const of = { zh: keys === undefined ? '' : `（按 ${keys}）`, en: keys === undefined ? '' : ` by ${keys}` };
      const distinct = isDistinct(node);
      return {
        code: distinct ? 'DISTINCT_WITHOUT_TTL' : 'STATE_WITHOUT_TTL',
        severity: 'warning',
        node: node.id,
        zh: {
          title: distinct ? `去重会记住见过的每个值${of.zh}` : `${node.operator} 的状态会一直增长${of.zh}`,
          why: '每出现一个新的键，状态就多一份，而且永不删除。键不断出现时，检查点会越来越大、越来越慢。',
          remedy:
            "设置状态存活时间：SET 'table.exec.state.ttl' = '1 d';。有事件时间时改用窗口（TUMBLE、HOP），窗口结束后状态就会清除。",
        },
        en: {
          title: distinct
            ? `DISTINCT remembers every value it has seen${of.en}`
            : `The state of ${node.operator} only grows${of.en}`,
          why: 'Each new key adds to the state, and nothing is removed. As keys go on coming, checkpoints become larger and slower.',
          remedy:
            "Set a time to live: SET 'table.exec.state.ttl' = '1 d';. With event time use a window (TUMBLE, HOP): its state goes when the window ends.",
        },
      };
    });

/** Grouping by a time cut to a text or a day, where a window would do. */
const timeAsText: AdviceRule = (graph) =>
  graph.nodes
    .filter((node) => grouping.has(node.operator) && node.state.kind === 'keyed')
    .flatMap((node) => {
      const keys = (attribute(node, 'groupBy') ?? '').split(', ');
      const below = inputsOf(graph, node)
        .map((input) => attribute(input, 'select') ?? '')
        .join(', ');
      const made = keys.some(
        (key) =>
          new RegExp(
            `(?:DATE_FORMAT|FLOOR|CEIL|TO_DATE|EXTRACT|DATE_TRUNC|CAST)\\([^)]*\\)[^,]* AS ${escaped(key)}(?:,|$)`,
          ).test(below) && /DATE_FORMAT|FLOOR|CEIL|TO_DATE|EXTRACT|DATE_TRUNC|AS DATE/.test(below),
      );
      if (!made) return [];
      return [
        {
          code: 'TIME_WITHOUT_WINDOW',
          severity: 'info' as const,
          node: node.id,
          zh: {
            title: '按格式化后的时间分组，而没有用窗口',
            why: '对 Flink 来说这只是普通的键：它不知道一天或一小时何时结束，状态不会清除，结果也会不断更新。',
            remedy:
              "给源表声明水位线（WATERMARK FOR …），改用窗口：FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY))。",
          },
          en: {
            title: 'Groups by a formatted time instead of a window',
            why: 'To Flink this is a key like any other: it does not know when a day or an hour is over, so state stays and results keep changing.',
            remedy:
              "Declare a watermark in the source (WATERMARK FOR …) and use a window: FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)).",
          },
        },
      ];
    });

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** All rows on one task. */
const oneTask: AdviceRule = (graph, { mode }) =>
  graph.nodes
    .filter((node) => mode === 'streaming' && isSingle(graph, node))
    .filter(
      ({ operator }) =>
        operator === 'GroupAggregate' ||
        operator === 'SortLimit' ||
        operator === 'Rank' ||
        operator === 'OverAggregate',
    )
    .map((node) => ({
      code: 'ONE_TASK',
      severity: 'warning',
      node: node.id,
      zh: {
        title: `${node.operator} 没有分组键，全部行都在一个任务上`,
        why: '没有可以分区的键，一个任务要处理所有数据，它就是整个作业的上限。',
        remedy:
          "打开两阶段聚合，先在各任务局部汇总：SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '2 s'; SET 'table.exec.mini-batch.size' = '5000';。排名时加上 PARTITION BY。",
      },
      en: {
        title: `${node.operator} has no key: all rows go through one task`,
        why: 'There is no key to deal rows out by, so one task sees them all and bounds the whole job.',
        remedy:
          "Aggregate in two phases, first within each task: SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '2 s'; SET 'table.exec.mini-batch.size' = '5000';. For a ranking add PARTITION BY.",
      },
    }));

/** One note for all aggregates of the plan: it is one setting. */
const miniBatchOff: AdviceRule = (graph, { settings, mode }) => {
  if (mode === 'batch' || settings['table.exec.mini-batch.enabled'] === 'true') return [];
  const node = graph.nodes.find(
    (one) => one.operator === 'GroupAggregate' && attribute(one, 'groupBy') !== undefined && !isDistinct(one),
  );
  if (node === undefined) return [];
  return [
    {
      code: 'MINI_BATCH_OFF',
      severity: 'info',
      node: node.id,
      zh: {
        title: '聚合逐行读写状态',
        why: '没有开启微批时，每一行都读写一次状态，并向下游发出更新前后的值；数据量大时状态访问会成为瓶颈，热点键尤其明显。',
        remedy:
          "能接受一两秒延迟时开启微批：SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '2 s'; SET 'table.exec.mini-batch.size' = '5000';",
      },
      en: {
        title: 'Aggregates touch their state for every row',
        why: 'Without mini-batches each row reads and writes state and sends an update on. With much data this is what bounds the job, most of all where some keys are hot.',
        remedy:
          "Where a second or two of delay will do, turn them on: SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '2 s'; SET 'table.exec.mini-batch.size' = '5000';",
      },
    },
  ];
};

/** COUNT(DISTINCT …) keeps all values of a key on one task. */
const distinctSkew: AdviceRule = (graph, { settings, mode }) => {
  if (mode === 'batch' || settings['table.optimizer.distinct-agg.split.enabled'] === 'true') return [];
  return graph.nodes
    .filter((node) => grouping.has(node.operator) && /\(DISTINCT /.test(attribute(node, 'select') ?? ''))
    .map((node) => ({
      code: 'DISTINCT_SKEW',
      severity: 'info',
      node: node.id,
      zh: {
        title: 'COUNT(DISTINCT …) 容易倾斜',
        why: '一个键的所有不同值都存在一个任务上；热点键会让这个任务又慢又大。',
        remedy: "把它拆成两层：SET 'table.optimizer.distinct-agg.split.enabled' = 'true';（需要同时开启微批）。",
      },
      en: {
        title: 'COUNT(DISTINCT …) is prone to skew',
        why: 'All distinct values of a key lie on one task: a hot key makes that task slow and large.',
        remedy:
          "Split it into two levels: SET 'table.optimizer.distinct-agg.split.enabled' = 'true'; (with mini-batches on).",
      },
    }));
};

export const aggregateRules: readonly AdviceRule[] = [unboundedState, timeAsText, oneTask, miniBatchOff, distinctSkew];
