/** Objects of a bucket as tables: the files of a folder belong together, over its `name=value` folders. Pure. */
import { typeOfCells } from '../guess/csv-columns.ts';
import type { ListedObject } from './s3-answers.ts';

export interface FileGroup {
  /** The folder with a slash at its end, `/` for the bucket itself; or the file, at the top of the bucket. */
  name: string;
  files: ListedObject[];
  /** Names of the partition folders, outermost first; none when the files disagree. */
  partitionKeys: string[];
}

const partitionFolder = /^([^=]+)=(.*)$/;

/** By name. Flink passes over what begins with `_` or `.`, and so is it here. */
export function groupFiles(objects: readonly ListedObject[]): FileGroup[] {
  const groups = new Map<string, { files: ListedObject[]; keys: string[][] }>();
  for (const object of objects) {
    const place = placeOf(object.key);
    if (place === undefined || object.sizeBytes === 0) continue;
    const group = groups.get(place.name) ?? { files: [], keys: [] };
    group.files.push(object);
    group.keys.push(place.keys);
    groups.set(place.name, group);
  }
  return [...groups]
    .map(([name, { files, keys }]) => ({ name, files, partitionKeys: commonOf(keys) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** What keys of the group begin with. */
export function prefixOf(name: string): string {
  return name === '/' ? '' : name;
}

/** A type of Flink for the values of a partition folder. Numbers with zeros before them are texts: as numbers they would lose those. */
export function partitionType(files: readonly ListedObject[], key: string): string {
  const values = files.flatMap((file) =>
    file.key.split('/').flatMap((segment) => {
      const [, name, value] = partitionFolder.exec(segment) ?? [];
      return name === key && value !== undefined ? [decoded(value)] : [];
    }),
  );
  if (values.some((value) => /^-?0\d/.test(value))) return 'STRING';
  const type = typeOfCells(values);
  return type === 'BIGINT' || type === 'DATE' ? type : 'STRING';
}

function placeOf(key: string): { name: string; keys: string[] } | undefined {
  const segments = key.split('/');
  const file = segments.pop() ?? '';
  if (file === '' || [...segments, file].some((segment) => /^[_.]/.test(segment))) return undefined;
  const keys: string[] = [];
  for (let last = segments.at(-1); last !== undefined; last = segments.at(-1)) {
    const name = partitionFolder.exec(last)?.[1];
    if (name === undefined) break;
    keys.unshift(decoded(name));
    segments.pop();
  }
  if (segments.length > 0) return { name: `${segments.join('/')}/`, keys };
  return { name: keys.length > 0 ? '/' : file, keys };
}

function commonOf(keys: readonly string[][]): string[] {
  const [first = []] = keys;
  return keys.every((one) => one.join('/') === first.join('/')) ? first : [];
}

/** Flink writes characters that paths cannot hold as in addresses. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded: it is what it is.
    return text;
  }
}
