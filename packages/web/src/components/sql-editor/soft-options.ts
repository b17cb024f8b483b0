/** Options of WITH (…) against what the connector takes. Pure. */
import type { Declaration } from './declarations.ts';
import { findOption, isKnownKind, isOpenKey, type Knowledge, type OptionContext, optionsFor } from './knowledge.ts';
import { nearestName } from './nearest-name.ts';
import type { SoftText } from './soft-texts.ts';

type Report = (
  code: SoftText,
  place: { start: number; end: number },
  values?: Record<string, string>,
  fix?: string,
) => void;

/** These refuse a key they do not know. Others pass it over, or hand it on. */
const strictConnectors = new Set(['datagen', 'print', 'blackhole', 'kafka', 'upsert-kafka', 'jdbc']);
/** Flink itself takes these of every table. */
const generalKeys = /^(connector$|property-version$|scan\.watermark\.)/;

export function checkOptions(declaration: Declaration, knowledge: Knowledge, report: Report): void {
  if (declaration.optionList === undefined) return;
  const context = contextOf(declaration);
  if (context?.name === undefined || context.name.includes('${') || !isKnownKind(knowledge, context)) return;
  const { name } = context;
  const known = optionsFor(knowledge, context);
  const unknownFormats = Object.entries(context.formats)
    .filter(([, format]) => !(format in knowledge.record.formats))
    .map(([key, format]) => `${key.replace(/format$/, '')}${format}.`);
  let hasVariable = false;
  const written = new Set<string>();
  for (const { key, keyStart, keyEnd } of declaration.options) {
    written.add(key);
    if (key.includes('${')) {
      hasVariable = true;
      continue;
    }
    const isTaken =
      findOption(known, key) !== undefined ||
      (context.kind === 'catalog' && key === 'type') ||
      generalKeys.test(key) ||
      isOpenKey(name, key) ||
      unknownFormats.some((prefix) => key.startsWith(prefix));
    if (isTaken || context.kind !== 'connector') continue;
    const isStrict = strictConnectors.has(name);
    const meant = nearestName(
      key,
      known.map((option) => option.key),
      isStrict ? 4 : 1,
    );
    const place = { start: keyStart, end: keyEnd };
    if (meant !== undefined) report('unknown-option-near', place, { key, connector: name, meant }, `'${meant}'`);
    else if (isStrict) report('unknown-option', place, { key, connector: name });
  }
  if (hasVariable || declaration.like !== undefined) return;
  const missing = known
    .filter(({ required, key, also = [] }) => required === true && ![key, ...also].some((each) => written.has(each)))
    .map(({ key }) => key);
  const which = declaration.options.find(({ key }) => key === (context.kind === 'catalog' ? 'type' : 'connector'));
  if (missing.length > 0 && which !== undefined) {
    const place = { start: which.valueStart, end: which.valueEnd };
    report('missing-option', place, { connector: name, keys: missing.map((key) => `'${key}'`).join(', ') });
  }
}

function contextOf(declaration: Declaration): OptionContext | undefined {
  const { kind, options } = declaration;
  const valueOf = (key: string) => options.find((option) => option.key === key)?.value;
  if (kind === 'catalog') return { kind: 'catalog', name: valueOf('type'), formats: {} };
  if (kind !== 'table') return undefined;
  const formats = options.filter(({ key }) => key === 'format' || key === 'key.format' || key === 'value.format');
  return {
    kind: 'connector',
    name: valueOf('connector'),
    formats: Object.fromEntries(formats.map(({ key, value }) => [key, value])),
  };
}
