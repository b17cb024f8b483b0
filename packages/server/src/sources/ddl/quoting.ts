/** Quoting in Flink SQL. Pure. */

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * True for a name that PostgreSQL takes without quotes: letters of any writing that have no capitals, such as those of Chinese,
 * need none. Keywords are told by PostgreSQL itself.
 */
export function isPlainInPostgresql(name: string): boolean {
  return /^[a-z_\p{Lo}][a-z0-9_\p{Lo}]*$/u.test(name);
}

/** A comment of a database in one line, and without what would be taken for a variable of the script. */
export function quoteComment(text: string): string {
  return quoteText(text.replaceAll(/\s*\r?\n\s*/g, ' ').replaceAll('${', '$ {'));
}
