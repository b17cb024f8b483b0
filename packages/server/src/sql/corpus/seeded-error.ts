/**
 * Scripts with one mistake each. `«` and `»` stand around what the finding must mark, to the character; they are taken out
 * before the script is checked. `${…}` are variables of the project.
 */
export interface SeededError {
  name: string;
  script: string;
  code: string;
  /** What the English message or remedy must say. */
  says?: RegExp;
  mode?: 'batch';
}

/** Tables the mistakes are made with. */
export const seedTables = `CREATE TEMPORARY TABLE orders (
  order_id BIGINT,
  customer STRING,
  amount DECIMAL(10, 2),
  paid BOOLEAN,
  created TIMESTAMP(3),
  note STRING,
  WATERMARK FOR created AS created - INTERVAL '5' SECOND
) WITH ('connector' = 'datagen', 'rows-per-second' = '5');
CREATE TEMPORARY TABLE clicks (id INT, happened TIMESTAMP(3)) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE totals (customer STRING, total DECIMAL(10, 2)) WITH ('connector' = 'blackhole');
CREATE TEMPORARY TABLE counts (customer STRING, n BIGINT, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'blackhole');
`;

/** Values of the variables in the scripts. */
export const seedVariables: Readonly<Record<string, string>> = {
  short: 'x',
  long: 'a value that is a good deal longer than its name',
  table: 'orderz',
  lines: 'two\nlines',
};

export function inTables(sql: string): string {
  return seedTables + sql;
}
