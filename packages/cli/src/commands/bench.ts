/** `liusu bench`: measurements, never part of the tests. The programs stand in `bench/`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import type { CommandContext } from '../command-context.ts';
import { text } from '../language.ts';
import { run } from '../run-process.ts';

export async function bench(context: CommandContext, name: string, args: string[]): Promise<void> {
  const program = join(context.environment.root, 'bench', `${name}.ts`);
  if (!/^[a-z-]+$/.test(name) || !existsSync(program))
    throw new LiusuError('NOT_FOUND', text(`没有基准测试 ${name}`, `there is no benchmark ${name}`));
  const { code, failure } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, '--output', context.output, ...args],
    {
      onLine: (line) => process.stdout.write(`${line}\n`),
      errorsApart: true,
    },
  );
  if (code !== 0)
    throw new LiusuError(
      'PROCESS_FAILED',
      text(
        `基准测试 ${name} 失败：${failure ?? `退出码 ${code ?? '无'}`}`,
        `the benchmark ${name} failed: ${failure ?? `exit code ${code ?? 'none'}`}`,
      ),
    );
}
