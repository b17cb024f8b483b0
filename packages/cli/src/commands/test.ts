/** `liusu test`: everything that has to hold, layer by layer. */
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { type Layer, layers, type LayerResult } from '../test-layers.ts';
import { provideNeeds } from '../test-needs.ts';
import { durationText } from '../units.ts';

export interface TestOptions {
  long?: boolean;
  /** Seeded histories of the model test. */
  seeds?: number;
  from?: number;
}

/** Runs the named layers, all when none is named. True when nothing failed. */
export async function runTests(context: CommandContext, names: string[], options: TestOptions): Promise<boolean> {
  const unknown = names.filter((name) => !layers.some((layer) => layer.name === name));
  if (unknown.length > 0)
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        `没有测试层 ${unknown.join('、')}；可选 ${layers.map((layer) => layer.name).join('、')}`,
        `there is no test layer ${unknown.join(', ')}; choose of ${layers.map((layer) => layer.name).join(', ')}`,
      ),
    );
  if ((options.seeds !== undefined || options.from !== undefined) && names.join() !== 'model')
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        '--seeds 与 --from 选择模型测试的历史：liusu test model --seeds N',
        '--seeds and --from choose histories of the model test: liusu test model --seeds N',
      ),
    );
  const seeds =
    options.seeds === undefined && options.from === undefined
      ? undefined
      : { count: options.seeds ?? 1, from: options.from ?? 1 };
  const chosen = names.length === 0 ? layers : layers.filter((layer) => names.includes(layer.name));
  const onLine = (line: string) => process.stderr.write(`${line}\n`);
  const needsOf = (layer: Layer) => [...layer.needs, ...(options.long === true ? (layer.longNeeds ?? []) : [])];
  const missing = await provideNeeds(chosen.flatMap(needsOf), onLine);
  const results: (LayerResult & { layer: string; ms: number })[] = [];
  for (const layer of chosen) {
    onLine(`── ${layer.name}`);
    const fromMs = performance.now();
    const lacking = missing.filter((item) => (needsOf(layer) as string[]).includes(item.name));
    const result: LayerResult =
      lacking.length > 0
        ? {
            passed: 0,
            failed: 1,
            failures: lacking.map((item) => `${layer.name}: ${item.name} is missing: ${item.remedy}`),
          }
        : await layer.run({ root: context.environment.root, long: options.long === true, seeds, onLine });
    const ms = Math.round(performance.now() - fromMs);
    results.push({ layer: layer.name, ms, ...result });
    onLine(
      `── ${layer.name}: ${result.passed} passed, ${result.failed} failed (${durationText(ms, context.language)})`,
    );
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  printResult(context, { passed, failed, layers: results }, () => [
    '',
    ...results.flatMap((result) => result.failures.map((line) => `FAILED ${line}`)),
    ...results.map(
      (result) =>
        `${result.layer.padEnd(12)} ${durationText(result.ms, context.language).padStart(14)}  ${result.passed} passed, ${result.failed} failed`,
    ),
    `${passed} passed, ${failed} failed`,
  ]);
  return failed === 0;
}
