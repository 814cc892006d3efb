import {
  type CommandNode,
  commandsIn,
  type Offer,
  type OptionNode,
  type OptionValue,
} from './command-tree.ts';

/**
 * Makes the completion for fish. One function walks the line that is typed; each `complete` asks it for the command.
 *
 * @see https://fishshell.com/docs/current/completions.html, read 2026-11
 */
export function fishCompletion(program: CommandNode, name: string): string {
  const prefix = `__${name.replaceAll('-', '_')}`;
  const commands = commandsIn(program);
  const complete = `complete -c ${name}`;
  const lines = commands.flatMap((command) => [
    '',
    ...command.options.map((option) => optionLine(option, command, prefix)),
    ...command.commands.map(
      (below) => `-n '${prefix}_at ${at(command)} 0' -a ${below.path.at(-1)} -d ${quoted(below.description)}`,
    ),
    ...command.options.flatMap((option) => restOfList(option, command, prefix)),
    ...command.arguments.flatMap(({ list, offer }, position) => {
      const values = argumentOf(offer);
      const place = list ? at(command) : `${at(command)} ${position}`;
      return values === '' ? [] : [`-n '${prefix}_at ${place}' ${values}`];
    }),
  ]);
  return `# Completion of ${name} for fish, made by "${name} completion fish".

# Prints whether an option of a command takes one value, a list, or a value that may be missing.
function ${prefix}_takes
    switch "$argv"
${takesCases(commands)}
    end
end

# True for a command.
function ${prefix}_is_command
    switch "$argv"
        case ${commands
          .filter(({ path }) => path.length > 0)
          .map(({ path }) => `'${path.join(' ')}'`)
          .join(' ')}
            return 0
    end
    return 1
end

# True when this command is typed; with a number, when it has so many arguments; with an option behind it, when the list
# of that option goes on.
function ${prefix}_at
    set -l path ''
    set -l given 0
    set -l takes
    set -l option
    set -l typed (commandline -opc)
    set -e typed[1]
    for word in $typed
        switch "$takes"
            case one
                set takes
                continue
            case list
                set takes more
                continue
            case more
                string match -q -- '-*' $word; or continue
            case optional
                set takes
                string match -q -- '-*' $word; or continue
        end
        set takes
        if string match -q -- '-*' $word
            set option $word
            set takes (${prefix}_takes (string trim -- "$path $word"))
        else if ${prefix}_is_command (string trim -- "$path $word")
            set path (string trim -- "$path $word")
        else
            set given (math $given + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $given = $argv[2]; or return 1
    test (count $argv) -lt 3; or test "$takes $option" = "more $argv[3]"
end

# Prints the words of a list, each behind what is typed before the last comma. None is offered again.
function ${prefix}_list
    set -l before (string replace -r -- '^--[^=]*=' '' (commandline -ct) | string match -r -- '^.*,')
    test -n "$before"; or set before ''
    for word in $argv
        contains -- $word (string split , -- $before); or echo $before$word
    end
end

${complete} -f
${lines.map((line) => (line === '' ? '' : `${complete} ${line}`)).join('\n')}
`;
}

function at({ path }: CommandNode): string {
  return `"${path.join(' ')}"`;
}

function optionLine({ names, description, value }: OptionNode, command: CommandNode, prefix: string): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const parts = [`-n '${prefix}_at ${at(command)}'`, ...flags];
  if (value && value.takes !== 'optional') {
    const isList = value.takes === 'list' && value.offer.kind === 'words';
    parts.push(isList ? `-x -a '(${prefix}_list ${wordsOf(value.offer)})'` : `-r ${argumentOf(value.offer)}`);
    if (value.offer.kind === 'anything') parts.push('-f');
  }
  return `${parts.join(' ')} -d ${quoted(description)}`.replaceAll('  ', ' ');
}

/** Words behind the first one of a list, up to the next option. */
function restOfList({ names, value }: OptionNode, command: CommandNode, prefix: string): readonly string[] {
  if (value?.takes !== 'list' || value.offer.kind !== 'words') return [];
  const words = wordsOf(value.offer);
  return names.map((name) => `-n '${prefix}_at ${at(command)} 0 ${name}' -a '(${prefix}_list ${words})'`);
}

/** Options of `complete` that offer values. */
function argumentOf(offer: Offer): string {
  switch (offer.kind) {
    case 'words':
      return `-f -a '${wordsOf(offer)}'`;
    case 'files':
      return '-F';
    case 'directories':
      return "-f -a '(__fish_complete_directories (commandline -ct))'";
    case 'anything':
      return '';
  }
}

function wordsOf(offer: Offer): string {
  return offer.kind === 'words' ? offer.words.join(' ') : '';
}

function takesCases(commands: readonly CommandNode[]): string {
  const places: Record<OptionValue['takes'], string[]> = { one: [], list: [], optional: [] };
  for (const { path, options } of commands)
    for (const { names, value } of options) {
      if (!value) continue;
      places[value.takes].push(...names.map((name) => `'${[...path, name].join(' ')}'`));
    }
  return Object.entries(places)
    .filter(([, patterns]) => patterns.length > 0)
    .map(([kind, patterns]) => `        case ${patterns.join(' ')}\n            echo ${kind}`)
    .join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
