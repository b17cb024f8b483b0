/** Inside quotes: keys and values of options, settings; and variables wherever `${` stands. */
import type { Completion, CompletionPlace, CompletionSource } from './completion-item.ts';
import { isClosed, plainItem } from './completion-item.ts';
import {
  type EngineRecord,
  findOption,
  type KnownOption,
  knownSettings,
  type Language,
  optionsFor,
  type OptionContext,
} from './knowledge.ts';
import { optionDoc } from './option-doc.ts';
import { keywordOf, type SqlToken } from './sql-scanner.ts';
import { textOf } from './token-lists.ts';

export interface OpenVariable {
  /** Offset after `${`. */
  start: number;
  end: number;
  isClosed: boolean;
}

/** The `${…` an offset stands in. */
export function openVariable(script: string, offset: number): OpenVariable | undefined {
  const line = script.slice(script.lastIndexOf('\n', offset - 1) + 1, offset);
  const typed = /\$\{([\w.-]*)$/.exec(line);
  if (typed === null) return undefined;
  const rest = /^[\w.-]*/.exec(script.slice(offset, offset + 100))?.[0] ?? '';
  const end = offset + rest.length;
  return { start: offset - (typed[1] ?? '').length, end, isClosed: script.charAt(end) === '}' };
}

export function completeVariable(variable: OpenVariable, { view, language }: CompletionSource): Completion[] {
  const close = variable.isClosed ? '' : '}';
  const item = (name: string, detail: string, doc: string) => ({
    ...plainItem('variable', name + close, variable, name),
    detail,
    doc,
  });
  const secret = { zh: '密钥', en: 'secret' }[language];
  const plain = { zh: '变量', en: 'variable' }[language];
  return [
    ...(view.variables() ?? []).map(({ name, description }) => item(name, plain, description)),
    ...(view.secrets() ?? []).map(({ name, description }) => item(`secret.${name}`, secret, description)),
  ];
}

/** Completions in a string: nothing but where options are written. */
export function completeString(place: CompletionPlace, open: SqlToken): Completion[] {
  const { before, offset, model, language } = place;
  const tail = /^[^'\n]*/.exec(model.text.slice(offset, offset + 500))?.[0] ?? '';
  const hasEnd = isClosed(open.text) || model.text.charAt(offset + tail.length) === "'";
  const range = { start: open.start + 1, end: hasEnd ? offset + tail.length : offset };
  const first = keywordOf(before[0]);
  const isValue = before.at(-1)?.text === '=';
  if (first === 'SET' || first === 'RESET') {
    if (isValue) return [];
    return knownSettings().map((option) => optionItem(option, language, range));
  }
  const context = contextOf(place);
  if (context === undefined) return [];
  if (isValue) return valueItems(place, context, textOf(before.at(-2)), range);
  const written = new Set(optionsWritten(place).keys());
  return keysOf(place, context)
    .filter((option) => !written.has(option.key))
    .map((option) => optionItem(option, language, range));
}

function keysOf({ knowledge }: CompletionPlace, context: OptionContext): KnownOption[] {
  const name = { connector: 'connector', catalog: 'type', model: 'provider' }[context.kind];
  const options = optionsFor(knowledge, context);
  if (options.some((option) => option.key === name)) return options;
  const doc = {
    connector: { zh: '用哪个连接器', en: 'Which connector the table uses' },
    type: { zh: '目录种类', en: 'Kind of the catalog' },
    provider: { zh: '由谁提供模型', en: 'Who serves the model' },
  }[name] ?? { zh: '', en: '' };
  return [{ key: name, type: 'string', required: context.kind !== 'connector', doc }, ...options];
}

/** An option as it is offered, with its type, default and explanation. */
export function optionItem(option: KnownOption, language: Language, range: { start: number; end: number }): Completion {
  const isPattern = option.key.includes('#');
  const required = { zh: '必填', en: 'required' }[language];
  const parts = [
    option.required === true ? required : '',
    option.type,
    option.default === undefined ? '' : `= ${option.default}`,
  ];
  return {
    ...plainItem('option', isPattern ? option.key.replace('#', '${1:field}') : option.key, range, option.key),
    isSnippet: isPattern,
    detail: parts.filter((part) => part !== '').join(' · '),
    doc: optionDoc(option, language),
  };
}

/** What an option can be, where that is a list. */
export function valueItems(
  { knowledge }: Pick<CompletionSource, 'knowledge'>,
  context: OptionContext,
  key: string,
  range: { start: number; end: number },
): Completion[] {
  const { record } = knowledge;
  const names = (values: readonly string[]) => values.map((value) => plainItem('value', value, range));
  if (key === 'connector') return names(Object.keys(record.connectors));
  if (key === 'format' || key.endsWith('.format')) return names(formatsFor(record, context));
  if (key === 'type' && context.kind === 'catalog') return names(Object.keys(record.catalogs));
  if (key === 'provider') return names(Object.keys(record.models));
  const option = findOption(optionsFor(knowledge, context), key);
  if (option?.values !== undefined) return names(option.values);
  if (option?.type === 'boolean') return names(['true', 'false']);
  return option?.default === undefined ? [] : names([option.default]);
}

/** Formats that write whole files: a queue or a database takes none of them. */
const fileFormats: ReadonlySet<string> = new Set(['parquet', 'orc', 'avro-parquet']);

/** Formats that a connector can use, as far as its name tells. */
function formatsFor({ formats }: EngineRecord, { name }: OptionContext): string[] {
  const all = Object.keys(formats);
  return name === undefined || name === 'filesystem' ? all : all.filter((format) => !fileFormats.has(format));
}

/** Which options fit here; undefined where the string is no option. */
function contextOf(place: CompletionPlace): OptionContext | undefined {
  const { before } = place;
  const words = before.map(keywordOf);
  const list = words.findLastIndex((word) => word === 'WITH' || word === 'OPTIONS' || word === 'SET');
  if (list < 0 || before[list + 1]?.text !== '(') return undefined;
  const written = optionsWritten(place);
  const what = words.find((word) => word === 'CATALOG' || word === 'MODEL' || word === 'TABLE');
  const kind = what === 'CATALOG' ? 'catalog' : what === 'MODEL' ? 'model' : 'connector';
  const name = written.get({ catalog: 'type', model: 'provider', connector: 'connector' }[kind]);
  const formats: Record<string, string> = {};
  for (const [key, value] of written) if (key === 'format' || key.endsWith('.format')) formats[key] = value;
  return { kind, name, formats };
}

/** Options of the list around the cursor, before and behind it. */
function optionsWritten({ model, scope, offset }: CompletionPlace): Map<string, string> {
  const declaration = model.declarations.find((each) => each.statement === scope.statement);
  const here = (declaration?.options ?? []).filter(({ keyStart, keyEnd }) => offset < keyStart || offset > keyEnd);
  return new Map(here.map(({ key, value }) => [key, value]));
}
