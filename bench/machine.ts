/** The machine a measurement was made on, in a line. */
import { availableParallelism, cpus, totalmem } from 'node:os';

export function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`;
}
