/** Two texts side by side, line by line: what is only in the one, only in the other, and in both. */

export interface DiffLine {
  kind: 'same' | 'mine' | 'theirs';
  text: string;
}

/** Longest common subsequence of lines; equal beginnings and ends are cut off first, so that usual edits stay cheap. */
export function lineDiff(mine: string, theirs: string): DiffLine[] {
  const a = mine.split('\n');
  const b = theirs.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [
    ...same(a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(tail === 0 ? [] : a.slice(-tail)),
  ];
}

const cellLimit = 4_000_000;

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const mine = (text: string): DiffLine => ({ kind: 'mine', text });
  const theirs = (text: string): DiffLine => ({ kind: 'theirs', text });
  // Beyond this size an exact comparison would freeze the page.
  if (a.length * b.length > cellLimit) return [...a.map(mine), ...b.map(theirs)];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(mine(left));
      i += 1;
    } else if (right !== undefined) {
      lines.push(theirs(right));
      j += 1;
    }
  }
  return lines;
}
