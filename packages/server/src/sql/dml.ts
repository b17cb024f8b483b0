/**
 * How a job's DML becomes the one statement that is submitted. Kept apart so that it can be replaced: stored plans
 * (COMPILE PLAN, EXECUTE PLAN) would give stable operator ids, but Flink 2.2.1 cannot execute a stored plan that writes to a
 * table of a catalog with its own table factory (Paimon, Iceberg, Hive): it asks only the modules and the 'connector' option.
 */
import { MappedText } from './mapped-text.ts';

/** One INSERT as it is, several as one statement set, so that one run is one Flink job. `inserts` holds at least one. */
export function submittedDml(inserts: readonly MappedText[]): MappedText {
  const [only] = inserts;
  if (inserts.length === 1 && only !== undefined) return only;
  const parts: MappedText[] = [MappedText.inserted('EXECUTE STATEMENT SET BEGIN\n', only?.originOf(0, 1).start ?? 0)];
  for (const insert of inserts) {
    const { end } = insert.originOf(insert.text.length - 1, insert.text.length);
    parts.push(insert, MappedText.inserted(';\n', end));
  }
  parts.push(MappedText.inserted('END', inserts.at(-1)?.originOf(0, 1).start ?? 0));
  return MappedText.join(parts);
}
