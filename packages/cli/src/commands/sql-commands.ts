/** `liusu sql …`: a script's SELECT on real Flink, and Flink's verdict on a script. */
import { ApiError, type LiusuClient } from '@liusu/contract/client';
import type { Language } from '@liusu/contract/error-code';
import { readEventStream } from '@liusu/contract/event-stream';
import { mostSampleRows, readSampleText, type Samples, SampleTextError } from '@liusu/contract/sample';
import {
  type Cell,
  type ChangeKind,
  type Column,
  diagnosticWords,
  PreviewEvent,
  type PreviewRequest,
  type SqlDiagnostic,
} from '@liusu/contract/sql';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { whenEngineIsReady } from '../engine-wait.ts';
import { type Text, text } from '../language.ts';
import { connect, type Connection, projectOf } from '../platform-connection.ts';
import { readInput } from '../read-input.ts';
import { tableLines } from '../table.ts';
import { clusterOf, engineIdOf } from './cluster-commands.ts';
import type { ProjectOption } from './job-words.ts';

export interface SqlRunOptions extends ProjectOption {
  limit?: number;
  timeout?: number;
  mode?: 'streaming' | 'batch';
  cluster?: string;
  /** Number of the statement, from 1. */
  statement?: number;
  /** `table=file` with rows in JSON or CSV. */
  sample?: string[];
}

export interface SqlResult {
  columns: Column[];
  rows: { kind: ChangeKind; cells: Cell[] }[];
  reason: string;
  flinkJobId: string | null;
}

const noRows = text('没有结果行', 'no rows');

/** Runs the script's SELECT and collects its rows. `onRows` sees them as they come. Throws what the platform answered. */
export async function preview(
  { client }: Connection,
  projectId: string,
  body: PreviewRequest,
  onRows: (result: SqlResult) => void = () => undefined,
  signal?: AbortSignal,
): Promise<SqlResult> {
  const response = await client.open('previewSql', {
    params: { projectId },
    body,
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.body === null)
    throw new LiusuError('INTERNAL', text('预览的应答没有内容', 'the preview answered without a body'));
  const result: SqlResult = { columns: [], rows: [], reason: 'finished', flinkJobId: null };
  let ended = false;
  for await (const data of readEventStream(response.body)) {
    const parsed = PreviewEvent.safeParse(data);
    if (!parsed.success) continue;
    const event = parsed.data;
    if (event.type === 'started') result.flinkJobId = event.flinkJobId;
    else if (event.type === 'columns') result.columns = event.columns;
    else if (event.type === 'rows') {
      result.rows.push(...event.rows);
      onRows(result);
    } else if (event.type === 'failed') {
      const { code, status, detail } = event.problem;
      throw new ApiError(code, status, detail, event.problem);
    } else {
      result.reason = event.reason;
      ended = true;
    }
  }
  if (!ended) throw new LiusuError('UNAVAILABLE', text('预览中途断开', 'the preview broke off before its end'));
  return result;
}

export async function runSql(context: CommandContext, file: string, options: SqlRunOptions) {
  const script = readInput(file);
  const connection = connect(context);
  const project = await projectOf(connection.client, options.project);
  const mode = options.mode ?? 'streaming';
  const body: PreviewRequest = {
    script,
    mode,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    ...(options.cluster === undefined ? {} : { clusterId: (await clusterOf(connection.client, options.cluster)).id }),
    ...(options.statement === undefined ? {} : { statement: options.statement - 1 }),
    samples: readSamples(options.sample ?? []),
  };
  const result = await whenEngineIsReady(context, () => preview(connection, project.id, body));
  printResult(
    context,
    {
      columns: result.columns.map(({ name, type }) => ({ name, type })),
      rows: result.rows.map((row) => ({ kind: row.kind, values: row.cells })),
      reason: result.reason,
      flinkJobId: result.flinkJobId,
    },
    () => (result.rows.length === 0 ? [inWords(context, noRows)] : resultLines(result, mode === 'streaming')),
  );
  if (result.reason !== 'finished')
    say(
      context,
      text(
        `共 ${result.rows.length} 行，结束原因：${result.reason}`,
        `${result.rows.length} rows, ended by: ${result.reason}`,
      ),
    );
}

/** Reads `table=file` pairs. Throws INVALID_INPUT. */
function readSamples(pairs: readonly string[]): Samples {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1)
        throw new LiusuError(
          'INVALID_INPUT',
          text(`${pair} 的形式应为 表=文件。`, `${pair} is not of the form table=file.`),
        );
      const file = pair.slice(at + 1);
      try {
        return [pair.slice(0, at), readSampleText(readInput(file))];
      } catch (error) {
        if (!(error instanceof SampleTextError)) throw error;
        throw new LiusuError('INVALID_INPUT', sampleTrouble(file, error), { cause: error });
      }
    }),
  );
}

/** Rows as a table, with the kind of each change where they are a stream. */
export function resultLines(result: Pick<SqlResult, 'columns' | 'rows'>, withKinds: boolean): string[] {
  const headings = result.columns.map((column) => column.name);
  const rows = result.rows.map((row) => row.cells.map(cellText));
  return withKinds
    ? tableLines(
        ['op', ...headings],
        rows.map((row, index) => [result.rows[index]?.kind ?? '', ...row]),
      )
    : tableLines(headings, rows);
}

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

export interface SqlCheckOptions extends SqlRunOptions {
  /** `flink-1.20`, or the version alone. */
  engine?: string;
}

/** What a script is checked or explained with. */
export async function checkInput(client: LiusuClient, script: string, options: SqlCheckOptions) {
  const { engine, cluster, mode } = options;
  return {
    script,
    ...(engine === undefined ? {} : { engine: engineIdOf(engine) }),
    ...(cluster === undefined ? {} : { clusterId: (await clusterOf(client, cluster)).id }),
    settings: mode === undefined ? {} : { mode },
  };
}

/** Prints Flink's findings about a script; as JSON a list of them. False when one of them is an error. */
export async function validateSql(context: CommandContext, file: string, options: SqlCheckOptions): Promise<boolean> {
  const script = readInput(file);
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const body = await checkInput(client, script, options);
  const validation = await whenEngineIsReady(context, () =>
    client.call('validateSql', { params: { projectId: project.id }, body }),
  );
  const findings = validation.diagnostics.map((item) => findingOf(item, context.language));
  printResult(context, findings, () => [
    ...findings.flatMap((item) => findingLines(file, item)),
    validation.ok
      ? inWords(
          context,
          text(
            `${validation.statements.length} 条语句，校验通过`,
            `${validation.statements.length} statements, accepted`,
          ),
        )
      : inWords(context, text('校验未通过', 'rejected')),
  ]);
  return validation.ok;
}

/** A finding as programs read it, in one language. Its fields are part of the command's interface. */
export function findingOf(item: SqlDiagnostic, language: Language) {
  const { severity, code, statement, line, column, endLine, endColumn } = item;
  return { severity, code, statement, line, column, endLine, endColumn, ...diagnosticWords(item, language) };
}

export function findingLines(file: string, item: ReturnType<typeof findingOf>): string[] {
  return [
    `${file}:${item.line}:${item.column}: ${item.severity}: ${item.message} (${item.code})`,
    ...(item.remedy === null ? [] : [`    ${item.remedy}`]),
  ];
}

function sampleTrouble(file: string, { reason, line }: SampleTextError): Text {
  const words: Record<SampleTextError['reason'], Text> = {
    json: text(`第 ${line} 行不是正确的 JSON`, `line ${line} is not JSON`),
    csv: text(`第 ${line} 行的字段数与表头不同`, `line ${line} has another number of fields than the header`),
    shape: text(`第 ${line} 项不是 JSON 对象`, `item ${line} is not a JSON object`),
    empty: text('其中没有行', 'it holds no rows'),
    many: text(`样本最多 ${mostSampleRows} 行`, `a sample holds ${mostSampleRows} rows at most`),
  };
  const { zh, en } = words[reason];
  return text(`样本文件 ${file} 不能用：${zh}。`, `The sample ${file} cannot be used: ${en}.`);
}
