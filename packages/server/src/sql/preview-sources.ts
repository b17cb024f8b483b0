/**
 * Makes a preview's reading invisible to production: it joins no consumer group, moves no committed position, and takes no
 * replication slot or server id that a running job has. Pure.
 */
import { createHash } from 'node:crypto';

import type { MappedText } from './mapped-text.ts';
import { type OptionPair, optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, openingOf } from './statement-edits.ts';

/** What a preview says of a table of this connector, whatever the table says itself. */
function forcedOptions(connector: string, mark: string): Record<string, string> {
  switch (connector) {
    case 'kafka':
    case 'upsert-kafka':
      return {
        'properties.group.id': `liusu-preview-${mark}`,
        'properties.enable.auto.commit': 'false',
        'properties.commit.offsets.on.checkpoint': 'false',
      };
    case 'postgres-cdc':
      return { 'slot.name': `liusu_preview_${mark}` };
    case 'mysql-cdc':
      return { 'server-id': serverIdsOf(mark) };
    default:
      return {};
  }
}

/** Of the forced options, those a hint in a query may not bring back. A hint does not say which connector it is for. */
function forcedInHints(mark: string): Record<string, string> {
  return Object.assign({}, ...['kafka', 'postgres-cdc', 'mysql-cdc'].map((one) => forcedOptions(one, mark))) as Record<
    string,
    string
  >;
}

/** Options a table needs under a group that has no committed position yet. */
function startOptions(connector: string, options: readonly OptionPair[]): Record<string, string> {
  if (connector !== 'kafka') return {};
  const mode = options.find(({ key }) => key === 'scan.startup.mode')?.value ?? 'group-offsets';
  return mode === 'group-offsets' ? { 'properties.auto.offset.reset': 'earliest' } : {};
}

/** A replication slot that a preview makes, with what is needed to drop it afterwards. */
export interface PreviewSlot {
  name: string;
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** The slots the connector makes for these statements: it never drops them itself, and each would hold back the source's log. */
export function slotsOf(statements: readonly PreparedStatement[], previewId: string): PreviewSlot[] {
  const { 'slot.name': name = '' } = forcedOptions('postgres-cdc', markOf(previewId));
  return statements.flatMap(({ tokens }) => {
    const options = Object.fromEntries(optionsOf(tokens).map(({ key, value }) => [key, value]));
    if (options['connector'] !== 'postgres-cdc') return [];
    const { hostname = '', port = '5432', username = '', password = '', 'database-name': database = '' } = options;
    return [{ name, host: hostname, port: Number(port), user: username, password, database }];
  });
}

function markOf(previewId: string): string {
  return createHash('sha256').update(previewId).digest('hex').slice(0, 12);
}

/** A range high in what the connector reads (a Java int), away from what people choose; one per parallel reader. */
function serverIdsOf(mark: string): string {
  const from = 1_000_000_000 + (Number.parseInt(mark.slice(0, 8), 16) % 1_000_000_000);
  return `${from}-${from + 63}`;
}

/** A statement as a preview sends it. What names no such source comes back unchanged. */
export function forPreview(statement: PreparedStatement, previewId: string): MappedText {
  const { tokens, text } = statement;
  const mark = markOf(previewId);
  const options = optionsOf(tokens);
  const connector = options.find(({ key }) => key === 'connector')?.value ?? '';
  const forced = forcedOptions(connector, mark);
  const added = Object.entries({ ...startOptions(connector, options), ...forced }).filter(
    ([key]) => !options.some((option) => option.key === key),
  );
  const edits = options.flatMap(({ key, token }) => {
    const value = forced[key];
    return value === undefined ? [] : [{ start: token.start, end: token.end, by: `'${value}'` }];
  });
  const opening = openingOf(tokens, options);
  if (added.length > 0 && opening !== undefined) {
    edits.push({ start: opening, end: opening, by: added.map(([key, value]) => `'${key}' = '${value}', `).join('') });
  }
  for (const token of tokens) {
    if (token.kind !== 'hint') continue;
    const by = hintForPreview(token.value, forcedInHints(mark));
    if (by !== token.value) edits.push({ start: token.start, end: token.end, by });
  }
  return editedText(text, edits);
}

function hintForPreview(hint: string, forced: Readonly<Record<string, string>>): string {
  return hint.replaceAll(/'((?:[^']|'')*)'(\s*=\s*)'(?:[^']|'')*'/g, (whole, key: string, equals: string) => {
    const value = forced[key];
    return value === undefined ? whole : `'${key}'${equals}'${value}'`;
  });
}
