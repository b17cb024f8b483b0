/**
 * Where the configuration lies that Flink's Hive catalog reads. Flink takes the address of a metastore from a file `hive-site.xml` of a
 * folder alone, so the platform writes one from the address of a data source. It holds no secret. The folder is named by what is in it:
 * it never changes, and two sources of one metastore share it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class HiveConf {
  readonly #root: string;

  /** `root`: an absolute folder that scripts may name. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The folder for a metastore; nothing is written. */
  folderOf(uris: string): string {
    return join(this.#root, createHash('sha256').update(siteOf(uris)).digest('hex').slice(0, 16));
  }

  /** The folder, with its file written. */
  write(uris: string): string {
    const folder = this.folderOf(uris);
    const file = join(folder, 'hive-site.xml');
    if (existsSync(file)) return folder;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const unfinished = `${file}.${process.pid}.new`;
    writeFileSync(unfinished, siteOf(uris), { mode: 0o644, flush: true });
    renameSync(unfinished, file);
    return folder;
  }
}

/** `uris` holds names and numbers alone: nothing in it has to be escaped. */
function siteOf(uris: string): string {
  const property = `<property><name>hive.metastore.uris</name><value>${uris}</value></property>`;
  return `<?xml version="1.0"?>\n<configuration>\n  ${property}\n</configuration>\n`;
}
