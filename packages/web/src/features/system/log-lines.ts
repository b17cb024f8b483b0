/**
 * Logs as lines a person can read. Flink's processes write log4j text, the platform writes one JSON object a line; both become
 * text with a level. A line without a level of its own (a stack trace) belongs to the line before it. Pure.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  level: LogLevel;
  text: string;
}

const log4jLevel = /^\S+[ T]\S+ +\[?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/;

const levelOfWord: Record<string, LogLevel> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
};

function levelOfNumber(value: unknown): LogLevel {
  const number = typeof value === 'number' ? value : 30;
  if (number >= 50) return 'error';
  if (number >= 40) return 'warn';
  return number >= 30 ? 'info' : 'debug';
}

const levelWords: Record<LogLevel, string> = { debug: 'DEBUG', info: 'INFO ', warn: 'WARN ', error: 'ERROR' };

/** `formatTime` turns an ISO time into the viewer's own. */
export function readLogLines(text: string, formatTime: (iso: string) => string): LogLine[] {
  const lines: LogLine[] = [];
  let last: LogLevel = 'info';
  const raw = text.replace(/\r/g, '').split('\n');
  if (raw.at(-1) === '') raw.pop();
  for (const line of raw) {
    const read = line.startsWith('{') ? readJsonLine(line, formatTime) : undefined;
    if (read !== undefined) {
      last = read[0]?.level ?? last;
      lines.push(...read);
      continue;
    }
    last = levelOfWord[log4jLevel.exec(line)?.[1] ?? ''] ?? last;
    lines.push({ level: last, text: line.replaceAll('\t', '    ') });
  }
  return lines;
}

function readJsonLine(line: string, formatTime: (iso: string) => string): LogLine[] | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    // Cut off at the start of the tail, or no JSON after all: shown as it is.
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || !('msg' in entry || 'level' in entry)) return undefined;
  const { level: number, time, msg, component, err, ...rest } = entry as Record<string, unknown>;
  const level = levelOfNumber(number);
  const head = [
    typeof time === 'string' ? formatTime(time) : '',
    levelWords[level],
    typeof component === 'string' ? `[${component}]` : '',
    typeof msg === 'string' ? msg : '',
    ...Object.entries(rest).map(([key, value]) => `${key}=${valueText(value)}`),
  ].filter((part) => part !== '');
  const lines: LogLine[] = [{ level, text: head.join(' ') }];
  for (const text of errorLines(err)) lines.push({ level, text: `    ${text}` });
  return lines;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return /[\s"=]/.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value) ?? String(value);
}

function errorLines(err: unknown): string[] {
  if (err === undefined || err === null) return [];
  if (typeof err !== 'object') return [String(err)];
  const { stack, message } = err as Record<string, unknown>;
  const text = typeof stack === 'string' ? stack : typeof message === 'string' ? message : JSON.stringify(err);
  return text.split('\n').map((line) => line.trimEnd());
}

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Lines of this level or a graver one. */
export function linesFrom(lines: readonly LogLine[], level: LogLevel): readonly LogLine[] {
  return level === 'debug' ? lines : lines.filter((line) => rank[line.level] >= rank[level]);
}

/** Indexes of the lines a text stands in, whatever its case. An empty text stands nowhere. */
export function findInLines(lines: readonly LogLine[], text: string): number[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return [];
  const found: number[] = [];
  for (const [index, line] of lines.entries()) if (line.text.toLowerCase().includes(wanted)) found.push(index);
  return found;
}

export interface Piece {
  text: string;
  isMatch: boolean;
}

/** A line cut where the text stands in it. */
export function cutAtMatches(line: string, text: string): Piece[] {
  const wanted = text.toLowerCase();
  const lower = line.toLowerCase();
  // Lower-casing can change the length of a few letters; such a line is shown whole rather than cut in wrong places.
  if (wanted === '' || lower.length !== line.length) return [{ text: line, isMatch: false }];
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: line.slice(from, at), isMatch: false });
    pieces.push({ text: line.slice(at, at + wanted.length), isMatch: true });
    from = at + wanted.length;
  }
  if (from < line.length || pieces.length === 0) pieces.push({ text: line.slice(from), isMatch: false });
  return pieces;
}

/** Width of the longest line in columns of a monospaced font; Chinese letters take two. */
export function widestColumns(lines: readonly LogLine[]): number {
  let widest = 0;
  for (const { text } of lines) {
    // Most lines are far from the widest: count exactly only those that could be.
    if (text.length * 2 <= widest) continue;
    let columns = text.length;
    for (const letter of text) if (letter >= '\u1100') columns += 1;
    widest = Math.max(widest, columns);
  }
  return widest;
}

/** Rows to draw of a long list: those in sight and `overscan` on either side. */
export function rowsInSight(
  scrollTopPx: number,
  heightPx: number,
  rowPx: number,
  count: number,
  overscan = 24,
): { from: number; to: number } {
  const first = Math.floor(scrollTopPx / rowPx) - overscan;
  const last = Math.ceil((scrollTopPx + heightPx) / rowPx) + overscan;
  return { from: Math.max(0, Math.min(first, count)), to: Math.max(0, Math.min(last, count)) };
}
