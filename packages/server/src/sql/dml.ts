/**
 * How a job's DML becomes the one statement that is submitted where no stored plan is used: batch jobs, jobs whose state was
 * written without one, and SQL that Flink cannot store a plan for. See plan/ for the others.
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
