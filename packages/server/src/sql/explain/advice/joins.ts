/** Advice on joins. */
import { type AdviceRule, attribute, isSingle, optionsOfTable, shortTable } from './rule.ts';

/** A join that keeps all rows of both sides. */
const withoutTtl: AdviceRule = (graph) =>
  graph.nodes
    .filter(({ operator, state }) => operator === 'Join' && state.kind === 'keyed' && state.ttlMs === 0)
    .map((node) => ({
      code: 'JOIN_WITHOUT_TTL',
      severity: 'warning',
      node: node.id,
      zh: {
        title: '普通 JOIN 会一直保留两边的全部行',
        why: '流上的普通 JOIN 要把两边见过的每一行留在状态里，等待以后的匹配。没有存活时间，状态只增不减。',
        remedy:
          "设置状态存活时间（SET 'table.exec.state.ttl' = '1 d'; 或 STATE_TTL 提示）；匹配有时间范围时改用区间 JOIN，关联维表时改用 FOR SYSTEM_TIME AS OF。",
      },
      en: {
        title: 'A regular join keeps all rows of both sides',
        why: 'On streams a regular join keeps every row it has seen, in case a match comes later. Without a time to live its state only grows.',
        remedy:
          "Set a time to live (SET 'table.exec.state.ttl' = '1 d'; or a STATE_TTL hint). Use an interval join where matches lie close in time, FOR SYSTEM_TIME AS OF for dimension tables.",
      },
    }));

/** Every row with every row. */
const crossJoin: AdviceRule = (graph, { mode }) =>
  graph.nodes
    .filter((node) => {
      const where = attribute(node, 'where');
      if (mode === 'batch') return node.operator === 'NestedLoopJoin' && (where === undefined || where === 'true');
      return node.operator === 'Join' && isSingle(graph, node);
    })
    .map((node) => {
      const isCross = attribute(node, 'where') === 'true' || attribute(node, 'where') === undefined;
      return {
        code: isCross ? 'CROSS_JOIN' : 'JOIN_WITHOUT_EQUALITY',
        severity: 'warning',
        node: node.id,
        zh: {
          title: isCross ? '笛卡尔积：每一行与每一行相连' : 'JOIN 没有相等条件',
          why: '没有可以分区的键，所有行都在一个任务上两两比较，增加并行度也没有用。',
          remedy: '在 ON 里写上相等条件（a.id = b.id）；确实要全部组合时，让其中一边保持很小。',
        },
        en: {
          title: isCross ? 'A cross join: every row meets every row' : 'A join without an equality',
          why: 'There is no key to deal rows out by: one task compares all of them, and more parallelism does not help.',
          remedy: 'Write an equality in ON (a.id = b.id). Where all pairs are wanted, keep one side small.',
        },
      };
    });

/** A request to the outside for each row. */
const lookupWithoutCache: AdviceRule = (graph, context) =>
  graph.nodes
    .filter((node) => {
      if (node.operator !== 'LookupJoin') return false;
      const options = optionsOfTable(node, context);
      if (options === undefined || options['connector'] === 'paimon') return false;
      const cache = options['lookup.cache'] ?? 'NONE';
      return cache.toUpperCase() === 'NONE' && options['lookup.cache.max-rows'] === undefined;
    })
    .map((node) => ({
      code: 'LOOKUP_WITHOUT_CACHE',
      severity: 'warning',
      node: node.id,
      zh: {
        title: `维表 ${shortTable(node)} 每行都要查询一次`,
        why: '没有缓存时，每来一行就向外部系统发一次请求，吞吐受它的时延限制。',
        remedy:
          "在维表的 WITH 中加缓存：'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '10000', 'lookup.partial-cache.expire-after-write' = '1 min'。",
      },
      en: {
        title: `Each row asks the table ${shortTable(node)}`,
        why: 'Without a cache every row makes a request to the outside: its delay bounds the throughput.',
        remedy:
          "Add a cache to the table's WITH clause: 'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '10000', 'lookup.partial-cache.expire-after-write' = '1 min'.",
      },
    }));

export const joinRules: readonly AdviceRule[] = [withoutTtl, crossJoin, lookupWithoutCache];
