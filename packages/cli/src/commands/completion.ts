/** `liusu completion bash|zsh|fish`: generated from the commands themselves. */
import type { Command } from 'commander';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { text } from '../language.ts';

/** Script that completes commands, subcommands and options. */
export function completionScript(program: Command, shell: string): string {
  const words = wordsByPath(program);
  if (shell === 'fish') return fishScript(words);
  if (shell !== 'bash' && shell !== 'zsh')
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        `没有 ${shell} 的补全；可选 bash、zsh 或 fish`,
        `there is no completion for ${shell}; choose bash, zsh or fish`,
      ),
    );
  const cases = [...words].map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`).join('\n');
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_liusu() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases}
    *) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _liusu liusu
`;
}

/** For each path of commands, what may follow it. */
function wordsByPath(program: Command): Map<string, string[]> {
  const words = new Map<string, string[]>();
  const common = program.options.map((option) => option.long ?? option.flags);
  const visit = (command: Command, path: string) => {
    const own = command.options.map((option) => option.long ?? option.flags);
    words.set(path, [...command.commands.map((child) => child.name()), ...new Set([...own, ...common, '--help'])]);
    for (const child of command.commands) visit(child, path === '' ? child.name() : `${path} ${child.name()}`);
  };
  visit(program, '');
  return words;
}

function fishScript(words: Map<string, string[]>): string {
  const lines = [...words].map(([path, list]) => {
    const condition = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`;
    return `complete -c liusu -f -n "${condition}" -a "${list.join(' ')}"`;
  });
  return `${lines.join('\n')}\n`;
}
