import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';

import type { CliEnvironment } from './cli-environment.ts';
import { helpWords } from './help-words.ts';
import { buildProgram } from './program.ts';

const environment = { dataDir: '/d', cacheDir: '/c', language: 'zh' } as unknown as CliEnvironment;

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

/** What a wrong use is told. */
function complaintAbout(...args: string[]): string {
  const program = buildProgram(environment, args);
  let told = '';
  for (const command of commandsOf(program)) command.configureOutput({ writeErr: (text) => (told += text) });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return told;
}

function english(): string[] {
  return commandsOf(buildProgram({ ...environment, language: 'en' })).flatMap((command) => [
    command.description(),
    ...command.options.map(({ description }) => description),
    ...command.registeredArguments.map(({ description }) => description),
  ]);
}

describe('help in Chinese', () => {
  it('has a text for every command, option and argument, and none for what is gone', () => {
    const texts = new Set(english().filter((text) => text !== ''));
    expect([...texts].filter((text) => helpWords[text] === undefined)).toEqual([]);
    const others = Object.keys(helpWords).filter((text) => !texts.has(text));
    // Of commander, and of values that are refused.
    expect(others.every((text) => /^display help|\.$|^\(/.test(text))).toBe(true);
  });

  it('is whole: titles, descriptions, choices', () => {
    const job = buildProgram(environment).commands.find((command) => command.name() === 'job');
    const settings = job?.commands.find((command) => command.name() === 'settings');
    const help = settings?.helpInformation() ?? '';
    expect(help).toContain('用法：');
    expect(help).toContain('检查点间隔，如 10s');
    expect(help).toMatch(/检查点语义 \(可选 "EXACTLY_ONCE",\s+"AT_LEAST_ONCE"\)/);
    expect(help).not.toMatch(/Usage|Options|choices|display help/);
    expect(job?.helpInformation()).toContain('用脚本创建作业');
  });

  it('is spoken where --lang says so, whatever the machine speaks', () => {
    const program = buildProgram({ ...environment, language: 'en_US.UTF-8' }, ['--lang', 'zh', '--help']);
    expect(program.helpInformation()).toContain('用法：');
    expect(buildProgram(environment, ['job', '--lang=en']).helpInformation()).toContain('Usage:');
  });

  it.each([
    [['job', 'show'], '缺少参数 job'],
    [['job', 'show', 'a', '--fast'], '没有选项 --fast'],
    [['job', 'shwo'], '没有命令 shwo\n（是不是 show？）'],
    [['up', '--port', '0'], '选项 --port <number> 不能取 0。 端口为 1 到 65535。'],
    [['job', 'show', 'a', 'b'], '参数太多：需要 1 个，给了 2 个'],
    [['-o', 'xml', 'status'], '可选 table, json, yaml。'],
    [['job', 'bulk', 'run', 'jump'], '动作只能是：start'],
  ])('tells of a wrong use: %j', (args, told) => {
    const complaint = complaintAbout(...args);
    expect(complaint).toContain(told);
    expect(complaint).toContain('（liusu --help 列出所有命令）');
    expect(complaint).not.toContain('error:');
  });
});
