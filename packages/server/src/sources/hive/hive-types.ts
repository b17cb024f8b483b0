/** What a type of Hive is in Flink, by the words that the metastore keeps. Pure. (Flink's own HiveTypeUtil maps the same.) */

const plain: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INT',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'STRING',
  date: 'DATE',
  timestamp: 'TIMESTAMP(9)',
  binary: 'BYTES',
};

/** Null for a type that Flink's Hive connector does not read, such as uniontype. */
export function flinkTypeOf(hiveType: string): string | null {
  const reader = new TypeReader(hiveType);
  const type = reader.type();
  return reader.isAtEnd ? type : null;
}

/** Types are nested in angle brackets: `array<struct<a:int,b:map<string,double>>>`. */
class TypeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.trim();
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  type(): string | null {
    const name = this.#match(/[a-z]+/iy)?.toLowerCase() ?? '';
    if (name === 'array') return this.#nested(() => this.#array());
    if (name === 'map') return this.#nested(() => this.#map());
    if (name === 'struct') return this.#nested(() => this.#struct());
    const digits = this.#match(/\s*\(\s*\d+\s*(,\s*\d+\s*)?\)/y)
      ?.replaceAll(/\s/g, '')
      .replace(',', ', ');
    if (name === 'decimal') return `DECIMAL${digits ?? '(10, 0)'}`;
    if (name === 'char' || name === 'varchar') return digits === undefined ? null : `${name.toUpperCase()}${digits}`;
    return digits === undefined && Object.hasOwn(plain, name) ? (plain[name] ?? null) : null;
  }

  #nested(inner: () => string | null): string | null {
    if (this.#match(/\s*<\s*/y) === undefined) return null;
    const type = inner();
    return this.#match(/\s*>/y) === undefined ? null : type;
  }

  #array(): string | null {
    const of = this.type();
    return of === null ? null : `ARRAY<${of}>`;
  }

  #map(): string | null {
    const key = this.type();
    this.#match(/\s*,\s*/y);
    const value = this.type();
    return key === null || value === null ? null : `MAP<${key}, ${value}>`;
  }

  #struct(): string | null {
    const fields: string[] = [];
    let isReadable = true;
    do {
      const name = this.#match(/`(?:[^`]|``)+`|[^:<>,`]+/y)?.replaceAll(/^`|`$/g, '');
      this.#match(/\s*:\s*/y);
      const type = this.type();
      isReadable &&= name !== undefined && type !== null;
      fields.push(`\`${name ?? ''}\` ${type ?? ''}`);
    } while (this.#match(/\s*,\s*/y) !== undefined);
    return isReadable ? `ROW<${fields.join(', ')}>` : null;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
