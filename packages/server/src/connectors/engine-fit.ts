/** On which engines a jar can load, by the classes of Flink it needs. Pure. */
import type { Connector } from '@liusu/contract/connector';

import { type EngineClasses, missingClasses } from '../engines/engine-classes.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';

export type Unfit = Connector['unfit'];

const maxTold = 3;

/** The engines it cannot load on. */
export function unfitOf(needs: readonly string[], engines: ReadonlyMap<string, EngineClasses>): Unfit {
  return [...engines.keys()].flatMap((engine) => {
    const missing = missingClasses(needs, engine, engines);
    return missing.length === 0 ? [] : [{ engine, missing }];
  });
}

/** Those of the known engines that it can load on. */
export function fittingOf(unfit: Unfit, known: readonly string[]): string[] {
  return known.filter((engine) => !unfit.some((one) => one.engine === engine));
}

/** Throws CONNECTOR_UNFIT when it cannot load on an engine that was asked for, or, asked for every one (none named), on none. */
export function requireFit(asked: readonly string[], unfit: Unfit, known: readonly string[]): void {
  const fitting = fittingOf(unfit, known);
  const refused = unfit.filter(({ engine }) => asked.includes(engine));
  if (unfit.length === 0 || (asked.length > 0 ? refused.length === 0 : fitting.length > 0)) return;
  const whys = (asked.length === 0 ? unfit : refused).map(whyUnfit);
  const instead =
    fitting.length === 0
      ? words('已知的引擎都不能加载它。', 'No engine here can load it.')
      : words(`它能在 ${fitting.join('、')} 上加载。`, `It can load on ${fitting.join(' and ')}.`);
  throw new LiusuError(
    'CONNECTOR_UNFIT',
    words(
      `${whys.map(({ zh }) => `${zh}。`).join('')}${instead.zh}`,
      `${whys.map(({ en }) => `${en}.`).join(' ')} ${instead.en}`,
    ),
    { params: { engine: refused.map(({ engine }) => engine).join(', '), engines: fitting.join(', ') } },
  );
}

/** A clause, without a full stop. */
export function whyUnfit({ engine, missing }: Unfit[number]): Words {
  const shown = missing.slice(0, maxTold);
  const more = missing.length - shown.length;
  return words(
    `${engine} 没有它需要的类 ${shown.join('、')}${more > 0 ? ` 等 ${missing.length} 个` : ''}`,
    `${engine} lacks ${missing.length === 1 ? 'a class' : 'classes'} it needs, ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
}
