/** `liusu sql explain`: how Flink would run a script, and what is worth changing. */
import type { Language } from '@liusu/contract/error-code';
import type { SqlPlan } from '@liusu/contract/sql-plan';

import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { whenEngineIsReady } from '../engine-wait.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { readInput } from '../read-input.ts';
import { checkInput, findingLines, findingOf, type SqlCheckOptions } from './sql-commands.ts';

/** Prints the plans of a script. False when something is wrong with it. */
export async function explainSql(context: CommandContext, file: string, options: SqlCheckOptions): Promise<boolean> {
  const script = readInput(file);
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const body = await checkInput(client, script, options);
  const { plans, diagnostics } = await whenEngineIsReady(context, () =>
    client.call('explainSql', { params: { projectId: project.id }, body }),
  );
  const findings = diagnostics.map((item) => findingOf(item, context.language));
  const told = plans.map(({ advice, ...plan }) => ({
    ...plan,
    advice: advice.map(({ zh, en, ...one }) => ({ ...one, ...(context.language === 'zh' ? zh : en) })),
  }));
  printResult(context, { plans: told, diagnostics: findings }, () => [
    ...findings.flatMap((item) => findingLines(file, item)),
    ...plans.flatMap((plan) => [...planLines(plan, context.language), ...adviceLines(context, file, plan)]),
    ...(plans.length === 0 && findings.length === 0
      ? [inWords(context, text('脚本里没有可以解释的语句', 'the script has no statement with a plan'))]
      : []),
  ]);
  return findings.every(({ severity }) => severity !== 'error');
}

/** The plan as a tree: each result with what it is made from. What is used again is told once. */
export function planLines(plan: Pick<SqlPlan, 'nodes' | 'edges'>, language: Language): string[] {
  const lines: string[] = [];
  const told = new Set<string>();
  const tell = (id: string, depth: number, distribution: string | null): void => {
    const node = plan.nodes.find((one) => one.id === id);
    if (node === undefined) return;
    const { operator, table, changes, state, parallelism } = node;
    const words = [
      operator,
      ...(table === null ? [] : [table]),
      ...node.attributes
        .filter(({ name }) => name === 'groupBy' || name === 'where')
        .map(({ name, value }) => `${name}=${value}`),
      ...(changes.length === 0 ? [] : [`[${changes.join(',')}]`]),
      ...(state.kind === 'none'
        ? []
        : [`state=${state.kind}${state.ttlMs === null ? '' : ` ttl=${ttlText(state.ttlMs, language)}`}`]),
      ...(parallelism === null ? [] : [`x${parallelism}`]),
      ...(distribution === null ? [] : [`<- ${distribution}`]),
    ];
    lines.push(`${'  '.repeat(depth)}${words.join(' ')}${told.has(id) ? ' ...' : ''}`);
    if (told.has(id)) return;
    told.add(id);
    for (const edge of plan.edges) if (edge.to === id) tell(edge.from, depth + 1, edge.distribution);
  };
  const read = new Set(plan.edges.map(({ from }) => from));
  for (const { id } of plan.nodes) if (!read.has(id)) tell(id, 0, null);
  return lines;
}

/** 0 keeps state for ever; else in the largest unit that goes in evenly. */
export function ttlText(ms: number, language: Language): string {
  if (ms === 0) return text('永久保留', 'for ever')[language];
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ] as const;
  const [size, unit] = units.find(([each]) => ms % each === 0) ?? [1, 'ms'];
  return `${ms / size}${unit}`;
}

function adviceLines(context: CommandContext, file: string, { advice }: SqlPlan): string[] {
  return advice.flatMap(({ code, severity, position, zh, en }) => {
    const { title, why, remedy } = context.language === 'zh' ? zh : en;
    const place = position === null ? file : `${file}:${position.line}:${position.column}`;
    return ['', `${place}: ${severity}: ${title} (${code})`, `    ${why}`, `    ${remedy}`];
  });
}
