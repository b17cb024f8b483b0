/** Which types a sink's column takes without a CAST. Pure. */

/** Roots of types that each root takes; those not named take their own alone. Tried on Flink 1.20 and 2.2, pair by pair. */
const taken: Readonly<Record<string, readonly string[]>> = {
  STRING: ['STRING', 'VARCHAR', 'CHAR'],
  VARCHAR: ['STRING', 'VARCHAR', 'CHAR'],
  SMALLINT: ['TINYINT', 'SMALLINT'],
  INT: ['TINYINT', 'SMALLINT', 'INT'],
  BIGINT: ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'],
  FLOAT: ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DECIMAL'],
  DOUBLE: ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'],
  DECIMAL: ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'],
  DATE: ['DATE', 'TIMESTAMP'],
  TIME: ['TIME', 'TIMESTAMP'],
  TIMESTAMP: ['TIMESTAMP', 'TIMESTAMP_LTZ'],
  TIMESTAMP_LTZ: ['TIMESTAMP', 'TIMESTAMP_LTZ'],
  BYTES: ['BYTES', 'VARBINARY', 'BINARY'],
  VARBINARY: ['BYTES', 'VARBINARY', 'BINARY'],
};

/** False where Flink asks for a CAST; of what is not known here, and of the insides of arrays, maps and rows, nothing is said. */
export function canBeStored(from: string, to: string): boolean {
  const [given, wanted] = [rootOf(from), rootOf(to)];
  return given === wanted || given === 'NULL' || given === '' || (taken[wanted]?.includes(given) ?? false);
}

/** `DECIMAL` of `DECIMAL(10, 2) NOT NULL`. */
function rootOf(type: string): string {
  const root = /^[A-Z_]+/.exec(type.replace('TIMESTAMP WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ'))?.[0] ?? '';
  return root === 'INTEGER' ? 'INT' : root;
}
