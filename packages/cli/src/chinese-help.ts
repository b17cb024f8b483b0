/** Help and complaints of the command line in Chinese: commander writes them in English. */
import { type Command, Help } from 'commander';

import { helpWords } from './help-words.ts';
import { displayWidth } from './table.ts';

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

const extras: [english: RegExp, chinese: string][] = [
  [/\bchoices: /, '可选 '],
  [/\bdefault: /, '默认 '],
];

/** What commander complains of, as it writes it (version 15), and what that is in Chinese. */
const complaints: [english: RegExp, chinese: string][] = [
  [/^error: missing required argument '(.*)'/, '缺少参数 $1'],
  [/^error: option '(.*)' argument missing/, '选项 $1 缺少值'],
  [/^error: required option '(.*)' not specified/, '缺少选项 $1'],
  [/^error: option '(.*)' argument '(.*)' is invalid\./, '选项 $1 不能取 $2。'],
  [/^error: command-argument value '(.*)' is invalid for argument '(.*)'\./, '参数 $2 不能取 $1。'],
  [/^error: unknown option '(.*)'/, '没有选项 $1'],
  [/^error: unknown command '(.*)'/, '没有命令 $1'],
  [/^error: too many arguments.* Expected (\d+) arguments? but got (\d+).*/, '参数太多：需要 $1 个，给了 $2 个'],
  [/^the action is one of: /, '动作只能是：'],
  [/\(Did you mean one of (.*)\?\)/, '（是不是 $1 之一？）'],
  [/\(Did you mean (.*)\?\)/, '（是不是 $1？）'],
  [/Allowed choices are (.*)\.$/m, '可选 $1。'],
];

/** Must be called before commands are added: they take it over from their parent. */
export function speakChinese(program: Command): void {
  program
    .configureHelp({
      displayWidth,
      styleTitle: (title) => titles[title] ?? title,
      commandDescription: (command) => inChinese(command.description()),
      subcommandDescription: (command) => inChinese(command.description()),
      argumentDescription: (argument) => withExtras(argument.description, usual.argumentDescription(argument)),
      optionDescription: (option) => withExtras(option.description, usual.optionDescription(option)),
    })
    .configureOutput({ outputError: (text, write) => write(complaint(text)) })
    .showHelpAfterError(inChinese('(liusu --help shows the commands)'));
}

const usual = new Help();

function inChinese(english: string): string {
  return helpWords[english] ?? english;
}

/** `whole`: the description with what commander adds to it, such as its choices. */
function withExtras(description: string, whole: string): string {
  return `${inChinese(description)}${translated(whole.slice(description.length), extras)}`;
}

function complaint(text: string): string {
  const known = translated(text, complaints);
  // A value that is not accepted is followed by why.
  return Object.entries(helpWords).reduce((told, [english, chinese]) => {
    return english.endsWith('.') ? told.replace(english, chinese) : told;
  }, known);
}

function translated(text: string, table: readonly [RegExp, string][]): string {
  return table.reduce((told, [english, chinese]) => told.replace(english, chinese), text);
}
