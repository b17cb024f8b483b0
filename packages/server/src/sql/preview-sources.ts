/**
 * Makes a preview's reading invisible to production: it joins no consumer group, moves no committed position, and takes no
 * replication slot, server id or consumer id that a running job has. Pure.
 */
import { createHash } from 'node:crypto';

import type { StatementKind } from './classify.ts';
import type { MappedText } from './mapped-text.ts';
import { type OptionPair, optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, openingOf, optionRemovals, pairsText, type TextEdit } from './statement-edits.ts';
import { hintOpening, hintTokens, type Token } from './tokens.ts';

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

/** What a hint or a change of a table may not bring back, of whichever connector the table is. */
function forcedAnywhere(mark: string): Record<string, string> {
  const ofConnectors = ['kafka', 'postgres-cdc', 'mysql-cdc'].map((one) => forcedOptions(one, mark));
  // Planning would make the table.
  return Object.assign({ 'auto-create': 'false' }, ...ofConnectors) as Record<string, string>;
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
  const { kind, tokens, text } = statement;
  const mark = markOf(previewId);
  const options = optionsOf(tokens);
  const connector = options.find(({ key }) => key === 'connector')?.value;
  const edits = optionEdits(tokens, optionsFor(kind, connector, mark));
  const opening = openingOf(tokens, options);
  const needed = { ...startOptions(connector ?? '', options), ...forcedOptions(connector ?? '', mark) };
  const added = Object.entries(needed).filter(([key]) => !options.some((option) => option.key === key));
  if (added.length > 0 && opening !== undefined) {
    edits.push({ start: opening, end: opening, by: `${pairsText(Object.fromEntries(added))}, ` });
  }
  for (const hint of tokens) {
    if (hint.kind !== 'hint') continue;
    const from = hint.start + hintOpening;
    for (const edit of optionEdits(hintTokens(hint), forcedAnywhere(mark))) {
      edits.push({ ...edit, start: edit.start + from, end: edit.end + from });
    }
  }
  return editedText(text, edits);
}

/** ALTER … SET does not say which connector it is for, as little as a hint does. */
function optionsFor(kind: StatementKind, connector: string | undefined, mark: string): Record<string, string> {
  return kind === 'ALTER' && connector === undefined ? forcedAnywhere(mark) : forcedOptions(connector ?? '', mark);
}

/** What gives options of a list the values they are to have. */
function optionEdits(tokens: readonly Token[], forced: Readonly<Record<string, string>>): TextEdit[] {
  const edits = optionsOf(tokens).flatMap(({ key, token }) => {
    const value = forced[key];
    return value === undefined ? [] : [{ start: token.start, end: token.end, by: `'${value}'` }];
  });
  return [...edits, ...consumerEdits(tokens)];
}

/**
 * Paimon keeps the progress of a reader with this id in the table itself. https://paimon.apache.org/docs/master/flink/consumer-id/
 * Without an id, the option that stands in its place has no effect: a list may not be empty.
 */
function consumerEdits(tokens: readonly Token[]): TextEdit[] {
  const options = optionsOf(tokens);
  const consumer = options.find(({ key }) => key === 'consumer-id');
  if (consumer === undefined) return [];
  if (options.length > 1) return optionRemovals(tokens, new Set([consumer.key]));
  const { start } = tokens[tokens.indexOf(consumer.token) - 2] ?? consumer.token;
  return [{ start, end: consumer.token.end, by: "'consumer.ignore-progress' = 'true'" }];
}
