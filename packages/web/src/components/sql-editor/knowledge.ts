/** What the editor knows of an engine: its functions, reserved words, and options of connectors, with their explanations. */
import functionDocs from './knowledge/functions.json' with { type: 'json' };
import optionDocs from './knowledge/options.json' with { type: 'json' };

export type Language = 'zh' | 'en';

export interface EngineOption {
  type: string;
  default?: string;
  values?: string[];
  required?: boolean;
  /** Older keys of the same option. */
  also?: string[];
}

export type EngineOptions = Readonly<Record<string, EngineOption>>;

/** As tools/record-engine.ts writes it. */
export interface EngineRecord {
  flinkVersion: string;
  functions: readonly string[];
  accepted: readonly string[];
  reservedWords: readonly string[];
  connectors: Readonly<Record<string, EngineOptions>>;
  formats: Readonly<Record<string, EngineOptions>>;
  catalogs: Readonly<Record<string, EngineOptions>>;
  models: Readonly<Record<string, EngineOptions>>;
}

export interface FunctionDoc {
  name: string;
  /** How it is called; parts in square brackets may be left out. */
  calls: readonly string[];
  zh: string;
  en: string;
}

export interface Knowledge {
  engine: string;
  /** By name in upper case. */
  functions: ReadonlyMap<string, FunctionDoc>;
  /** Names that must stand in backquotes. */
  reserved: ReadonlySet<string>;
  record: EngineRecord;
}

type Docs = Readonly<Record<string, { zh: string; en: string }>>;
const docsOf: {
  connectors: Readonly<Record<string, Docs>>;
  formats: Readonly<Record<string, Docs>>;
  catalogs: Readonly<Record<string, Docs>>;
  settings: Docs;
} = optionDocs;

/** Pure: the explanations of what a recording names. */
export function knowledgeOf(engine: string, record: EngineRecord): Knowledge {
  const accepted = new Set(record.accepted);
  const listed = new Set(record.functions.map(plain));
  const functions = new Map<string, FunctionDoc>();
  for (const [name, { calls, zh, en, ...more }] of Object.entries(functionDocs)) {
    // What has no example to try stands in the engine's own list.
    const isThere = 'example' in more ? accepted.has(name) : listed.has(plain(name));
    if (isThere) functions.set(name, { name, calls, zh, en });
  }
  return { engine, functions, reserved: new Set(record.reservedWords), record };
}

function plain(name: string): string {
  return name.replaceAll('_', '').toUpperCase();
}

/** One option as it is offered. */
export interface KnownOption extends EngineOption {
  key: string;
  /** One line; empty where nothing is written about it. */
  doc: { zh: string; en: string };
}

/** What the options already written say of the table, catalog or model. */
export interface OptionContext {
  kind: 'connector' | 'catalog' | 'model';
  /** Value of `connector`, `type` or `provider`; undefined while it is not written. */
  name: string | undefined;
  /** Values of `format`, `key.format`, `value.format`, by key. */
  formats: Readonly<Record<string, string>>;
}

/** True when the engine's recording has the connector, catalog or model provider. */
export function isKnownKind(knowledge: Knowledge, context: OptionContext): boolean {
  return context.name !== undefined && context.name in knowledge.record[`${context.kind}s`];
}

/** Options that fit, required ones first, then those with an explanation. */
export function optionsFor(knowledge: Knowledge, context: OptionContext): KnownOption[] {
  const { kind, name, formats } = context;
  const own = name === undefined ? undefined : knowledge.record[`${kind}s`][name];
  // A table of the lake names no connector, and has the options of the lake's tables.
  const listed =
    own ?? (kind === 'connector' && name === undefined ? knowledge.record.connectors['paimon'] : undefined);
  const group = docsOf[kind === 'catalog' ? 'catalogs' : 'connectors'];
  const specific = group[name ?? 'paimon'] ?? {};
  // Tables of Hive are written as files are, and committed by the same options.
  const general = { ...group['*'], ...(kind === 'connector' && name === 'hive' ? group['filesystem'] : {}) };
  const options = Object.entries(listed ?? {}).map(([key, option]) => ({
    key,
    ...option,
    doc: specific[key] ?? general[key] ?? { zh: '', en: '' },
  }));
  return [...options, ...formatOptions(knowledge, formats)].sort(
    (left, right) => weight(right) - weight(left) || left.key.localeCompare(right.key),
  );
}

function weight(option: KnownOption): number {
  if (option.required === true) return 2;
  return option.doc.en === '' ? 0 : 1;
}

function formatOptions(knowledge: Knowledge, formats: Readonly<Record<string, string>>): KnownOption[] {
  return Object.entries(formats).flatMap(([key, format]) => {
    const prefix = `${key.replace(/format$/, '')}${format}.`;
    const docs = docsOf.formats[format] ?? {};
    return Object.entries(knowledge.record.formats[format] ?? {}).map(([name, option]) => ({
      key: prefix + name,
      ...option,
      doc: docs[name] ?? { zh: '', en: '' },
    }));
  });
}

/** Keys that a connector takes besides those it lists. */
const openPrefixes: Readonly<Record<string, readonly string[]>> = {
  kafka: ['properties.'],
  'upsert-kafka': ['properties.'],
  'dynamic-kafka': ['properties.'],
  jdbc: ['properties.'],
  'mysql-cdc': ['debezium.', 'jdbc.properties.'],
  'postgres-cdc': ['debezium.'],
};

/** True when a key may begin with whatever the connector passes on. */
export function isOpenKey(connector: string, key: string): boolean {
  return (openPrefixes[connector] ?? []).some((prefix) => key.startsWith(prefix));
}

/** The option a key names; `#` in an option stands for any name. */
export function findOption(options: readonly KnownOption[], key: string): KnownOption | undefined {
  return (
    options.find((option) => option.key === key) ??
    options.find((option) => fits(option.key, key) || option.also?.includes(key) === true)
  );
}

function fits(pattern: string, key: string): boolean {
  const at = pattern.indexOf('#');
  if (at < 0) return false;
  const [head, tail] = [pattern.slice(0, at), pattern.slice(at + 1)];
  return key.startsWith(head) && key.endsWith(tail) && key.length > head.length + tail.length;
}

/** Settings of a session that are worth knowing, for SET. */
export function knownSettings(): KnownOption[] {
  return Object.entries(docsOf.settings).map(([key, doc]) => ({ key, type: '', doc }));
}
