import {
  type ArgumentNode,
  type CommandNode,
  commandsIn,
  type Offer,
  type OptionNode,
} from './command-tree.ts';

/**
 * Makes the completion for zsh. It works as a file `_NAME` in a directory of `fpath`, and with `source`.
 *
 * @see https://zsh.sourceforge.io/Doc/Release/Completion-System.html, `_arguments` and `_describe`, read 2026-11
 */
export function zshCompletion(program: CommandNode, name: string): string {
  const functionOf = (path: readonly string[]) => [`_${name}`, ...path].join('_').replaceAll('-', '_');
  const functions = commandsIn(program).map((command) => functionFor(command, functionOf));
  const main = functionOf([]);
  return `#compdef ${name}
# Completion of ${name} for zsh, made by "${name} completion zsh".

${functions.join('\n')}
if [[ \${funcstack[1]} == _${name} ]]; then
  ${main} "$@"
else
  compdef ${main} ${name}
fi
`;
}

type FunctionOf = (path: readonly string[]) => string;

function functionFor(command: CommandNode, functionOf: FunctionOf): string {
  const { path, options, arguments: all, commands } = command;
  const specs = [...options.map(specOfOption), ...all.map(specOfArgument), ...specOfLists(command)];
  if (commands.length === 0) {
    const lines = specs.map((spec) => ` \\\n    ${spec}`).join('');
    return `${functionOf(path)}() {\n  _arguments -s -S${lines}\n}\n`;
  }
  const lines = [...specs, "': :->command'", "'*:: :->rest'"].map((spec) => ` \\\n    ${spec}`).join('');
  const described = commands.map(({ path: words, description }) => {
    const explained = description.replaceAll('\\', '\\\\');
    return `        ${quoted(`${words.at(-1)}:${explained}`)}`;
  });
  const cases = commands.map((below) => `        ${below.path.at(-1)}) ${functionOf(below.path)} ;;`);
  return `${functionOf(path)}() {
  local context state state_descr line
  local -A opt_args
  local -a commands
  _arguments -C -S${lines}
  case $state in
    command)
      commands=(
${described.join('\n')}
      )
      _describe -t commands command commands
      ;;
    rest)
      case $words[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}
`;
}

function specOfOption({ names, description, value }: OptionNode): string {
  const ends = names.includes('--help') || names.includes('--version');
  // A list may be given several times; any other option excludes itself, and these two all others.
  const prefix = value?.takes === 'list' ? '*' : ends ? '(- *)' : `(${names.join(' ')})`;
  const explained = `[${description.replaceAll(/[[\]\\]/g, '\\$&')}]`;
  const rest = value
    ? `${explained}:${value.takes === 'optional' ? ':' : ''}${value.name}:${actionFor(value.offer, value.takes === 'list')}`
    : explained;
  const forms = names.map((name) => {
    if (!value) return name;
    return name.startsWith('--') ? `${name}=` : `${name}+`;
  });
  const [only] = forms;
  return forms.length === 1
    ? quoted(`${prefix}${only}${rest}`)
    : `${quoted(prefix)}{${forms.join(',')}}${quoted(rest)}`;
}

function specOfArgument({ name, list, offer }: ArgumentNode): string {
  return quoted(`${list ? '*' : ''}:${name}:${actionFor(offer, false)}`);
}

/** Words behind the first one of a list, up to the next option. */
function specOfLists({ options, arguments: all }: CommandNode): readonly string[] {
  const lists = options.filter(({ value }) => value?.takes === 'list');
  if (lists.length === 0 || all.length > 0) return [];
  const cases = lists.flatMap(({ names, value }) =>
    value?.offer.kind === 'words' ? [`(${names.join('|')}) ${actionFor(value.offer, true)} ;;`] : [],
  );
  // The last word that is typed and looks like an option.
  const asked = `{ case "\${words[(R)-*]}" in ${cases.join(' ')} esac }`;
  return [quoted(`*:value:${cases.length === 0 ? ' ' : asked}`)];
}

/** Action of a spec. A space shows the name of the value and offers nothing. */
function actionFor(offer: Offer, list: boolean): string {
  switch (offer.kind) {
    case 'words': {
      const words = offer.words.join(' ');
      return list ? `_values -s , value ${words}` : `(${words})`;
    }
    case 'files':
      return '_files';
    case 'directories':
      return '_files -/';
    case 'anything':
      return ' ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
