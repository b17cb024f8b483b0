/** Reads the columns of a plan node's output type, which Flink writes as a text or, with time attributes, as an object. Pure. */
import { exactText, isObject, type Json } from './stored-plan.ts';

export interface Column {
  name: string;
  /** Flink's own text of the type, with nullability. */
  type: string;
}

/** Columns in order; none when the type is not a row or has a form that is not known. */
export function columnsOf(outputType: Json | undefined): Column[] {
  if (typeof outputType === 'string') return columnsOfText(outputType);
  if (!isObject(outputType) || !Array.isArray(outputType['fields'])) return [];
  return outputType['fields'].map((field) => {
    const { name, fieldType } = isObject(field) ? field : {};
    return { name: typeof name === 'string' ? name : '', type: typeText(fieldType) };
  });
}

function typeText(type: Json | undefined): string {
  if (typeof type === 'string') return type;
  return type === undefined ? '' : exactText(type);
}

function columnsOfText(text: string): Column[] {
  const inside = /^ROW<([\s\S]*)>(?: NOT NULL)?$/.exec(text)?.[1];
  return inside === undefined ? [] : splitTopLevel(inside).map(columnOf);
}

function columnOf(text: string): Column {
  const match = /^`((?:[^`]|``)*)` ([\s\S]*)$/.exec(text.trim());
  return { name: (match?.[1] ?? '').replaceAll('``', '`'), type: match?.[2] ?? text.trim() };
}

/** Splits at commas that are outside of brackets, names in backticks and comments in quotes. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote: string | undefined;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== undefined) {
      // A doubled quote closes and opens again at once.
      if (char === quote) quote = undefined;
    } else if (char === '`' || char === "'") quote = char;
    else if (char === '<' || char === '(') depth += 1;
    else if (char === '>' || char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  const last = text.slice(from);
  return last.trim() === '' ? parts : [...parts, last];
}
