/** The call a cursor stands in, and which of its parameters. */
import type { Knowledge, Language } from './knowledge.ts';
import { readScript } from './script-model.ts';
import { keywordOf } from './sql-scanner.ts';

export interface SignatureHelp {
  signatures: { label: string; doc: string; parameters: { start: number; end: number }[] }[];
  active: number;
  parameter: number;
}

/** Undefined outside of calls of known functions. */
export function signatureAt(
  script: string,
  offset: number,
  source: { knowledge: Knowledge; language: Language },
): SignatureHelp | undefined {
  const model = readScript(script);
  const statement = model.statements.findLast((each) => each.start < offset);
  const tokens = (statement?.tokens ?? []).filter((token) => token.start < offset);
  let depth = 0;
  let parameter = 0;
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const { text } = tokens[at] ?? { text: '' };
    if (text === ')' || text === ']') depth += 1;
    else if (text === '[') depth -= 1;
    else if (text === ',' && depth === 0) parameter += 1;
    else if (text === '(') {
      if (depth > 0) {
        depth -= 1;
        continue;
      }
      const doc = source.knowledge.functions.get(keywordOf(tokens[at - 1]));
      if (doc === undefined) return undefined;
      const signatures = doc.calls.map((label) => ({
        label,
        doc: doc[source.language],
        parameters: parametersOf(label),
      }));
      const fitting = signatures.findIndex(({ parameters }) => parameter < parameters.length);
      const active = Math.max(0, fitting);
      const count = signatures[active]?.parameters.length ?? 0;
      return { signatures, active, parameter: Math.min(parameter, Math.max(0, count - 1)) };
    }
  }
  return undefined;
}

/** Offsets of the parameters in a call such as LPAD(text, length[, pad]). */
export function parametersOf(call: string): { start: number; end: number }[] {
  const open = call.indexOf('(');
  const close = call.lastIndexOf(')');
  const found: { start: number; end: number }[] = [];
  if (open < 0) return found;
  let start = open + 1;
  let depth = 0;
  const add = (end: number): void => {
    const text = call.slice(start, end);
    const trimmed = text.replace(/^[\s[\]]+|[\s[\]]+$/g, '');
    if (trimmed !== '') {
      const from = start + text.indexOf(trimmed);
      found.push({ start: from, end: from + trimmed.length });
    }
  };
  for (let at = open + 1; at < close; at += 1) {
    const character = call.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth < 0) {
        add(at);
        return found;
      }
    } else if (character === ',' && depth === 0) {
      add(at);
      start = at + 1;
    }
  }
  add(close);
  return found;
}
