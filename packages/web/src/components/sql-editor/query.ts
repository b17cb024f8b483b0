/**
 * The relations of a query: which tables, sub-queries and functions stand in its FROM, under which names, and what its SELECT
 * gives. Tolerant like all of the editor's reading: half a query gives half an answer.
 */
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';
import { closingOf, readPath } from './token-lists.ts';

export type Source =
  | { kind: 'name'; path: string[]; start: number; end: number }
  | { kind: 'query'; query: Query }
  /** A window function: the columns of its input and those of the window. */
  | { kind: 'window'; input: Source }
  | { kind: 'model'; input: Source; model: string[] }
  | { kind: 'match'; columns: string[] }
  | { kind: 'unknown' };

export interface Relation {
  source: Source;
  /** The name it goes by; empty when it has none. */
  alias: string;
  /** Offsets of the alias, or of the name where there is none. */
  start: number;
  end: number;
  columnNames: string[];
}

export interface SelectItem {
  /** The name the result has; undefined for an expression without alias. */
  name: string | undefined;
  /** `*` or `alias.*`; its qualifier. */
  star: string | undefined;
  tokens: readonly SqlToken[];
}

export interface Block {
  kind: 'select' | 'values' | 'table';
  start: number;
  end: number;
  items: SelectItem[];
  relations: Relation[];
  /** NATURAL and USING give columns of both sides once: `*` cannot be counted. */
  mergesColumns: boolean;
}

export interface Cte {
  name: string;
  start: number;
  end: number;
  columnNames: string[];
  query: Query;
}

export interface Query {
  start: number;
  end: number;
  ctes: Cte[];
  /** More than one with UNION and its like. */
  blocks: Block[];
  /** Queries inside: in FROM, in expressions; those of `ctes` not among them. */
  inner: Query[];
}

const setWords = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS']);
const fromEnds = new Set(['WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'QUALIFY']);
const statementWords = new Set(['INSERT', 'CREATE', 'DROP', 'ALTER']);
const joinWords = new Set(['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER', 'CROSS', 'NATURAL', 'SEMI', 'ANTI']);
const notAliases = new Set([
  ...fromEnds,
  ...setWords,
  ...joinWords,
  ...'ON USING AS FOR MATCH_RECOGNIZE TABLESAMPLE WITH SET SELECT FROM VALUES AND OR NOT PARTITION END BY'.split(' '),
  ...statementWords,
]);
const windowFunctions = new Set(['TUMBLE', 'HOP', 'CUMULATE', 'SESSION']);

/** Index of the token a statement's query begins at; undefined when it has none. */
export function queryStart(tokens: readonly SqlToken[]): number | undefined {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(' || token.text === '[') {
      if (depth === 0 && startsQuery(tokens, index + 1)) return index;
      depth += 1;
    } else if (token.text === ')' || token.text === ']') depth -= 1;
    else if (depth === 0 && startsQuery(tokens, index)) return index;
  }
  return undefined;
}

function startsQuery(tokens: readonly SqlToken[], index: number): boolean {
  const word = keywordOf(tokens[index]);
  if (word === 'SELECT' || word === 'VALUES') return true;
  return word === 'WITH' && nameOf(tokens[index + 1]) !== undefined;
}

/** Reads the query that begins at a token. */
export function readQuery(tokens: readonly SqlToken[], at: number): Query {
  return new QueryReader(tokens).query(at).query;
}

class QueryReader {
  readonly #tokens: readonly SqlToken[];

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  query(from: number): { query: Query; next: number } {
    const query: Query = { start: this.#startOf(from), end: 0, ctes: [], blocks: [], inner: [] };
    let at = from;
    if (this.#word(at) === 'WITH') at = this.#ctes(at + 1, query);
    while (at < this.#tokens.length) {
      if (this.#text(at) === '(') {
        const nested = this.query(at + 1);
        // Brackets around one side of a UNION: its blocks are this query's.
        query.blocks.push(...nested.query.blocks);
        query.inner.push(...nested.query.inner);
        at = nested.next + 1;
      } else if (this.#word(at) === 'SELECT') at = this.#select(at, query);
      else if (this.#word(at) === 'VALUES') at = this.#values(at, query);
      else if (this.#word(at) === 'TABLE') at = this.#tableBlock(at, query);
      at = this.#skipTo(at, query, (word) => setWords.has(word));
      if (!setWords.has(this.#word(at))) break;
      at += ['ALL', 'DISTINCT'].includes(this.#word(at + 1)) ? 2 : 1;
    }
    query.end = this.#endOf(at);
    return { query, next: at };
  }

  #ctes(from: number, query: Query): number {
    let at = from;
    for (;;) {
      const token = this.#tokens[at];
      const name = nameOf(token);
      if (name === undefined || token === undefined) return at;
      at += 1;
      let columnNames: string[] = [];
      if (this.#text(at) === '(') {
        columnNames = this.#names(at);
        at = closingOf(this.#tokens, at) + 1;
      }
      if (this.#word(at) === 'AS') at += 1;
      if (this.#text(at) !== '(') return at;
      const inner = this.query(at + 1);
      query.ctes.push({ name, start: token.start, end: token.end, columnNames, query: inner.query });
      at = inner.next + 1;
      if (this.#text(at) !== ',') return at;
      at += 1;
    }
  }

  #select(from: number, query: Query): number {
    const block: Block = {
      kind: 'select',
      start: this.#startOf(from),
      end: 0,
      items: [],
      relations: [],
      mergesColumns: false,
    };
    query.blocks.push(block);
    let at = from + 1;
    if (['DISTINCT', 'ALL'].includes(this.#word(at))) at += 1;
    let begin = at;
    const flush = (end: number): void => {
      if (end > begin) block.items.push(itemOf(this.#tokens.slice(begin, end)));
    };
    for (;;) {
      at = this.#skipTo(at, query, (word, text, index) => {
        if (text === ',' || fromEnds.has(word) || setWords.has(word)) return true;
        return word === 'FROM' && this.#word(index - 1) !== 'DISTINCT';
      });
      flush(at);
      if (this.#text(at) !== ',') break;
      at += 1;
      begin = at;
    }
    if (this.#word(at) === 'FROM') at = this.#from(at + 1, query, block);
    at = this.#skipTo(at, query, (word) => setWords.has(word));
    block.end = this.#endOf(at);
    return at;
  }

  #values(from: number, query: Query): number {
    const items: SelectItem[] = [];
    if (this.#text(from + 1) === '(') {
      const inside = this.#tokens.slice(from + 2, closingOf(this.#tokens, from + 1));
      let depth = 0;
      items.push({ name: undefined, star: undefined, tokens: [] });
      for (const { text } of inside) {
        if (text === '(' || text === '[') depth += 1;
        if (text === ')' || text === ']') depth -= 1;
        if (depth === 0 && text === ',') items.push({ name: undefined, star: undefined, tokens: [] });
      }
    }
    const at = this.#skipTo(from + 1, query, (word) => setWords.has(word));
    const place = { start: this.#startOf(from), end: this.#endOf(at) };
    query.blocks.push({ kind: 'values', ...place, items, relations: [], mergesColumns: false });
    return at;
  }

  #tableBlock(from: number, query: Query): number {
    const { path, next } = readPath(this.#tokens, from + 1);
    const [start, end] = [this.#startOf(from + 1), this.#lastEnd(next)];
    const source: Source = { kind: 'name', path, start, end };
    const star: SelectItem = { name: undefined, star: '', tokens: [] };
    const relation: Relation = { source, alias: path.at(-1) ?? '', start, end, columnNames: [] };
    const place = { start: this.#startOf(from), end };
    query.blocks.push({ kind: 'table', ...place, items: [star], relations: [relation], mergesColumns: false });
    return next;
  }

  #from(from: number, query: Query, block: Block): number {
    let at = this.#relation(from, query, block);
    for (;;) {
      const word = this.#word(at);
      if (this.#text(at) === ',') at = this.#relation(at + 1, query, block);
      else if (joinWords.has(word)) {
        while (joinWords.has(this.#word(at))) {
          block.mergesColumns ||= this.#word(at) === 'NATURAL';
          at += 1;
        }
        at = this.#relation(at, query, block);
      } else if (word === 'ON' || word === 'USING') {
        block.mergesColumns ||= word === 'USING';
        at = this.#skipTo(at + 1, query, (next, text, index) => {
          if (text === ',' || fromEnds.has(next) || setWords.has(next)) return true;
          // LEFT and RIGHT are functions too.
          return joinWords.has(next) && this.#text(index + 1) !== '(';
        });
      } else return at;
    }
  }

  #relation(from: number, query: Query, block: Block): number {
    let at = from;
    if (this.#word(at) === 'LATERAL') at += 1;
    const start = at;
    let source: Source;
    if (this.#text(at) === '(' && !this.#opensQuery(at)) {
      at = this.#from(at + 1, query, block);
      return this.#text(at) === ')' ? at + 1 : at;
    }
    [source, at] = this.#source(at, query);
    if (this.#word(at) === 'FOR') at = this.#skipSystemTime(at);
    if (this.#word(at) === 'MATCH_RECOGNIZE' && this.#text(at + 1) === '(') {
      const end = closingOf(this.#tokens, at + 1);
      const columns = measuresOf(this.#tokens.slice(at + 2, end));
      source = { kind: 'match', columns };
      at = end + 1;
    }
    if (at === start) return at;
    const own = source.kind === 'name' ? source : undefined;
    const relation: Relation = {
      source,
      alias: own?.path.at(-1) ?? '',
      start: own?.start ?? this.#startOf(start),
      end: own?.end ?? this.#lastEnd(at),
      columnNames: [],
    };
    if (this.#word(at) === 'AS') at += 1;
    const token = this.#tokens[at];
    const alias = nameOf(token);
    if (token !== undefined && alias !== undefined && !(token.kind === 'word' && notAliases.has(alias.toUpperCase()))) {
      relation.alias = alias;
      relation.start = token.start;
      relation.end = token.end;
      at += 1;
      if (this.#text(at) === '(') {
        relation.columnNames = this.#names(at);
        at = closingOf(this.#tokens, at) + 1;
      }
    }
    block.relations.push(relation);
    return at;
  }

  #source(from: number, query: Query): [Source, number] {
    let at = from;
    if (this.#text(at) === '(') {
      const inner = this.query(at + 1);
      query.inner.push(inner.query);
      return [{ kind: 'query', query: inner.query }, this.#text(inner.next) === ')' ? inner.next + 1 : inner.next];
    }
    if (this.#word(at) === 'TABLE' && this.#text(at + 1) === '(') {
      const end = closingOf(this.#tokens, at + 1);
      return [this.#call(at + 2, query), end + 1];
    }
    if (this.#word(at) === 'TABLE') at += 1;
    if (this.#word(at) === 'UNNEST') {
      at = this.#text(at + 1) === '(' ? closingOf(this.#tokens, at + 1) + 1 : at + 1;
      if (this.#word(at) === 'WITH' && this.#word(at + 1) === 'ORDINALITY') at += 2;
      return [{ kind: 'unknown' }, at];
    }
    const token = this.#tokens[at];
    if (token?.kind === 'word' && notAliases.has(token.text.toUpperCase())) return [{ kind: 'unknown' }, from];
    const { path, next } = readPath(this.#tokens, at);
    if (path.length === 0) return [{ kind: 'unknown' }, at];
    if (this.#text(next) === '(') return [this.#call(at, query), closingOf(this.#tokens, next) + 1];
    return [{ kind: 'name', path, start: this.#startOf(at), end: this.#lastEnd(next) }, next];
  }

  /** A function in FROM: windows and models pass the columns of their TABLE argument on. */
  #call(at: number, query: Query): Source {
    const { path, next } = readPath(this.#tokens, at);
    const end = closingOf(this.#tokens, next);
    const name = path.at(-1)?.toUpperCase() ?? '';
    let input: Source = { kind: 'unknown' };
    let model: string[] = [];
    let depth = 0;
    for (let index = next; index < end; index += 1) {
      if (this.#text(index) === '(') {
        depth += 1;
        if (startsQuery(this.#tokens, index + 1)) {
          const inner = this.query(index + 1);
          query.inner.push(inner.query);
          if (depth === 2) input = { kind: 'query', query: inner.query };
          index = inner.next - 1;
        }
      } else if (this.#text(index) === ')') depth -= 1;
      else if (depth === 1 && this.#word(index) === 'TABLE' && nameOf(this.#tokens[index + 1]) !== undefined) {
        const table = readPath(this.#tokens, index + 1);
        input = {
          kind: 'name',
          path: table.path,
          start: this.#startOf(index + 1),
          end: this.#lastEnd(table.next),
        };
        index = table.next - 1;
      } else if (depth === 1 && this.#word(index) === 'MODEL') model = readPath(this.#tokens, index + 1).path;
    }
    if (windowFunctions.has(name)) return { kind: 'window', input };
    if (name === 'ML_PREDICT') return { kind: 'model', input, model };
    return { kind: 'unknown' };
  }

  #skipSystemTime(from: number): number {
    let at = from;
    while (['FOR', 'SYSTEM_TIME', 'SYSTEM', 'TIME', 'AS', 'OF'].includes(this.#word(at))) at += 1;
    if (this.#word(at) === 'TIMESTAMP') return at + 2;
    const { next } = readPath(this.#tokens, at);
    return this.#text(next) === '(' ? closingOf(this.#tokens, next) + 1 : next;
  }

  /**
   * From `from` to the first token in no bracket that `isEnd` or that closes the query; queries in brackets on the way are read.
   */
  #skipTo(from: number, query: Query, isEnd: (word: string, text: string, index: number) => boolean): number {
    let at = from;
    while (at < this.#tokens.length) {
      const text = this.#text(at);
      const word = this.#word(at);
      if (text === ')' || text === ']') return at;
      if (at > from && statementWords.has(word)) return this.#tokens.length;
      if (isEnd(word, text, at)) return at;
      at = text === '(' || text === '[' ? this.#skipBracket(at, query) : at + 1;
    }
    return at;
  }

  #skipBracket(from: number, query: Query): number {
    if (startsQuery(this.#tokens, from + 1)) {
      const inner = this.query(from + 1);
      query.inner.push(inner.query);
      return inner.next + 1;
    }
    let at = from + 1;
    for (;;) {
      at = this.#skipTo(at, query, () => false);
      const text = this.#text(at);
      if (text === ')' || text === ']' || at >= this.#tokens.length) return at + 1;
      at += 1;
    }
  }

  #opensQuery(at: number): boolean {
    let index = at;
    while (this.#text(index) === '(') index += 1;
    return startsQuery(this.#tokens, index);
  }

  #names(at: number): string[] {
    return this.#tokens.slice(at + 1, closingOf(this.#tokens, at)).flatMap((token) => nameOf(token) ?? []);
  }

  #text(at: number): string {
    return this.#tokens[at]?.text ?? '';
  }

  #word(at: number): string {
    return keywordOf(this.#tokens[at]);
  }

  #startOf(at: number): number {
    return this.#tokens[at]?.start ?? this.#tokens.at(-1)?.end ?? 0;
  }

  /** Where the token before `at` ends. */
  #lastEnd(at: number): number {
    return this.#tokens[at - 1]?.end ?? 0;
  }

  /** Where what ends before `at` ends: at the next token, or open, so that what is typed there belongs to it. */
  #endOf(at: number): number {
    return at >= this.#tokens.length ? Number.MAX_SAFE_INTEGER : (this.#tokens[at]?.start ?? 0);
  }
}

function itemOf(tokens: readonly SqlToken[]): SelectItem {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  if (last?.text === '*' && (tokens.length === 1 || before?.text === '.')) {
    const star = tokens.length === 1 ? '' : readPath(tokens, 0).path.join('.');
    return { name: undefined, star, tokens };
  }
  const name = nameOf(last);
  const isName =
    tokens.length === 1 ||
    before?.text === '.' ||
    keywordOf(before) === 'AS' ||
    (keywordOf(last) !== 'END' && (before?.text === ')' || before?.kind === 'string' || before?.kind === 'number')) ||
    (keywordOf(before) === 'END' && keywordOf(last) !== 'END');
  const isBareAlias = !isName && name !== undefined && nameOf(before) !== undefined && tokens.length === 2;
  return { name: isName || isBareAlias ? name : undefined, star: undefined, tokens };
}

/** Columns of MATCH_RECOGNIZE: those it partitions by, then its measures. */
function measuresOf(tokens: readonly SqlToken[]): string[] {
  const columns: string[] = [];
  const words = tokens.map(keywordOf);
  const partition = words.indexOf('PARTITION');
  if (partition >= 0) {
    for (let at = partition + 2; nameOf(tokens[at]) !== undefined && words[at] !== 'ORDER'; at += 2) {
      columns.push(nameOf(tokens[at]) ?? '');
      if (tokens[at + 1]?.text !== ',') break;
    }
  }
  const measures = words.indexOf('MEASURES');
  const ends = new Set(['ONE', 'ALL', 'AFTER', 'PATTERN', 'DEFINE']);
  let depth = 0;
  for (let at = measures + 1; measures >= 0 && at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1;
    if (tokens[at]?.text === ')') depth -= 1;
    if (depth === 0 && ends.has(words[at] ?? '')) break;
    if (depth === 0 && words[at] === 'AS') columns.push(nameOf(tokens[at + 1]) ?? '');
  }
  return columns;
}
