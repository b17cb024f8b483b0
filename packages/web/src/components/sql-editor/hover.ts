/** What a hover says, in Markdown. */
import type { CatalogView, KnownColumn } from './catalog-view.ts';
import type { Declaration } from './declarations.ts';
import { findOption, type Knowledge, type Language, optionsFor } from './knowledge.ts';
import { type Found, findAt } from './names-at.ts';
import { optionDoc } from './option-doc.ts';
import { type Meaning, Scope } from './scope.ts';

export interface HoverText {
  markdown: string;
  start: number;
  end: number;
  /** The catalog has not answered yet: asked again later, there is more to say. */
  isPending: boolean;
}

export interface HoverSource {
  language: Language;
  knowledge: Knowledge;
  view: CatalogView;
}

const shownColumns = 40;
const words = {
  zh: {
    connector: '连接器',
    columns: '列',
    key: '主键',
    more: (count: number) => `…… 还有 ${count} 列`,
    of: '来自',
    cte: '本语句 WITH 中的子查询',
    none: '没有找到这张表',
    pending: '正在查询目录',
    variable: '项目变量',
    secret: '项目密钥，值不显示',
    undefined: '项目里没有这个名字',
    user: '用户函数',
    model: '模型的输出',
  },
  en: {
    connector: 'Connector',
    columns: 'Columns',
    key: 'Primary key',
    more: (count: number) => `… ${count} more`,
    of: 'of',
    cte: 'Sub-query of WITH in this statement',
    none: 'No such table was found',
    pending: 'Asking the catalog',
    variable: 'Variable of the project',
    secret: 'Secret of the project; its value is not shown',
    undefined: 'The project has no such name',
    user: 'User function',
    model: 'Output of the model',
  },
};

/** Undefined where there is nothing to say. */
export function hoverAt(script: string, offset: number, source: HoverSource): HoverText | undefined {
  const found = findAt(script, offset, source.view);
  if (found === undefined) return bareFunction(script, offset, source);
  const markdown = textOfFound(found, source);
  if (markdown === undefined) return undefined;
  const isPending = found.kind === 'table' && found.meaning.kind === 'pending';
  return { markdown, start: found.start, end: found.end, isPending };
}

function textOfFound(found: Found, source: HoverSource): string | undefined {
  const { language, view } = source;
  const word = words[language];
  switch (found.kind) {
    case 'table':
      return tableText(found.path.join('.'), found.meaning, found.scope, source);
    case 'alias': {
      const { relation, scope } = found;
      if (relation.source.kind === 'name') {
        const { path } = relation.source;
        return tableText(`${relation.alias} = ${path.join('.')}`, scope.meaningOf(path, found.start), scope, source);
      }
      return [code(relation.alias), columnList(scope.columnsOf(relation).columns, language)].join('\n\n');
    }
    case 'cte':
      return [
        code(found.cte.name),
        word.cte,
        columnList(found.scope.columnsOfQuery(found.cte.query).columns, language),
      ].join('\n\n');
    case 'column':
      return [
        code(`${found.column.name}${found.column.type === '' ? '' : ` ${found.column.type}`}`),
        `${word.of} \`${found.of}\``,
        found.column.comment ?? '',
      ]
        .filter((part) => part !== '')
        .join('\n\n');
    case 'function':
      return functionText(found.name, found.declaration, source);
    case 'model':
      return [
        code(`MODEL ${found.declaration.path.join('.')}`),
        word.model,
        columnList(found.declaration.columns, language),
      ].join('\n\n');
    case 'option':
      return optionText(found, source);
    case 'variable': {
      const isSecret = found.name.startsWith('secret.');
      const list = isSecret ? view.secrets() : view.variables();
      const known = list?.find(({ name }) => name === found.name.replace(/^secret\./, ''));
      if (list === undefined || /^(scenario|start)\./.test(found.name)) return undefined;
      if (known === undefined) return word.undefined;
      return [isSecret ? word.secret : word.variable, known.description].filter((part) => part !== '').join('\n\n');
    }
  }
}

function tableText(title: string, meaning: Meaning, scope: Scope, source: HoverSource): string {
  const { language } = source;
  const word = words[language];
  const colon = language === 'zh' ? '：' : ': ';
  if (meaning.kind === 'unknown') return `${code(title)}\n\n${word.none}`;
  if (meaning.kind === 'pending') return `${code(title)}\n\n${word.pending}`;
  const facts: string[] = [];
  if (meaning.kind === 'declared') {
    const { declaration } = meaning;
    const connector = declaration.options.find(({ key }) => key === 'connector')?.value;
    if (connector !== undefined) facts.push(`${word.connector}${colon}\`${connector}\``);
    facts.push(...keyFacts(declaration.primaryKey, declaration.watermark, language), declaration.comment);
  } else if (meaning.kind === 'catalog') {
    const { table } = meaning;
    if (table.connector !== undefined) facts.push(`${word.connector}${colon}\`${table.connector}\``);
    facts.push(...keyFacts(table.primaryKey ?? [], table.watermark ?? '', language), table.comment ?? '');
  } else facts.push(word.cte);
  const list = columnList(scope.columnsOfMeaning(meaning).columns, language);
  return [code(`${kindWord(meaning)} ${title}`), ...facts, list].filter((part) => part !== '').join('\n\n');
}

function kindWord(meaning: Meaning): string {
  const kind =
    meaning.kind === 'declared' ? meaning.declaration.kind : meaning.kind === 'catalog' ? meaning.table.kind : 'table';
  return kind.replace('-', ' ').toUpperCase();
}

function keyFacts(primaryKey: readonly string[], watermark: string, language: Language): string[] {
  const colon = language === 'zh' ? '：' : ': ';
  return [
    primaryKey.length === 0
      ? ''
      : `${words[language].key}${colon}${primaryKey.map((name) => `\`${name}\``).join(', ')}`,
    watermark === '' ? '' : `WATERMARK \`${watermark.replaceAll('`', '')}\``,
  ];
}

function columnList(columns: readonly KnownColumn[], language: Language): string {
  if (columns.length === 0) return '';
  const width = Math.min(28, Math.max(...columns.map(({ name }) => name.length)));
  const lines = columns.slice(0, shownColumns).map(({ name, type }) => `${name.padEnd(width)} ${type}`.trimEnd());
  const rest = columns.length - shownColumns;
  return code([...lines, ...(rest > 0 ? [`-- ${words[language].more(rest)}`] : [])].join('\n'));
}

function functionText(name: string, declaration: Declaration | undefined, source: HoverSource): string | undefined {
  const doc = source.knowledge.functions.get(name.toUpperCase());
  if (doc !== undefined) return `${code(doc.calls.join('\n'))}\n\n${doc[source.language]}`;
  const isUser = declaration !== undefined || (source.view.userFunctions() ?? []).includes(name.toLowerCase());
  return isUser ? `${code(`${name}(…)`)}\n\n${words[source.language].user}` : undefined;
}

/** CURRENT_DATE and its like stand without brackets. */
function bareFunction(script: string, offset: number, source: HoverSource): HoverText | undefined {
  const before = /[\w$]*$/.exec(script.slice(Math.max(0, offset - 60), offset))?.[0] ?? '';
  const after = /^[\w$]*/.exec(script.slice(offset, offset + 60))?.[0] ?? '';
  const doc = source.knowledge.functions.get((before + after).toUpperCase());
  if (doc === undefined || doc.calls[0] !== doc.name) return undefined;
  return {
    markdown: `${code(doc.name)}\n\n${doc[source.language]}`,
    start: offset - before.length,
    end: offset + after.length,
    isPending: false,
  };
}

function optionText(found: Found & { kind: 'option' }, { knowledge, language }: HoverSource): string | undefined {
  const { declaration, option } = found;
  const values = new Map(declaration.options.map(({ key, value }) => [key, value]));
  const kind = declaration.kind === 'catalog' ? 'catalog' : declaration.kind === 'model' ? 'model' : 'connector';
  const formats = Object.fromEntries([...values].filter(([key]) => key === 'format' || key.endsWith('.format')));
  const name = values.get({ catalog: 'type', model: 'provider', connector: 'connector' }[kind]);
  const known = findOption(optionsFor(knowledge, { kind, name, formats }), option.key);
  if (known === undefined) return undefined;
  const doc = optionDoc(known, language);
  return `${code(`'${option.key}'`)}\n\n${doc}`;
}

function code(text: string): string {
  return `\`\`\`flink-sql\n${text}\n\`\`\``;
}
