/** Quoting in Flink SQL. Pure. */

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A comment of a database in one line, and without what would be taken for a variable of the script. */
export function quoteComment(text: string): string {
  return quoteText(text.replaceAll(/\s*\r?\n\s*/g, ' ').replaceAll('${', '$ {'));
}
