import { type CommandNode, commandsIn, type Offer } from './command-tree.ts';

/**
 * Makes the completion for bash 3.2 and newer. The script needs neither bash-completion nor a running agent: two tables
 * say what an option takes and what may follow a command, and one function walks the line that is typed.
 */
export function bashCompletion(program: CommandNode, name: string): string {
  const prefix = name.replaceAll('-', '_');
  const commands = commandsIn(program);
  return `# Completion of ${name} for bash, made by "${name} completion bash".

# Sets the value of an option: whether it takes one, and what may stand there.
__${prefix}_option() {
  takes= offers= words=
  case $1 in
${optionCases(commands)}
  esac
}

# Sets what may follow a command: commands, and options.
__${prefix}_command() {
  commands= options=
  case $1 in
${commandCases(commands)}
  esac
}

# Sets what may stand in place of an argument: the command, and how many arguments it has already.
__${prefix}_argument() {
  offers= words=
  case $1 in
${argumentCases(commands)}
  esac
}

# Offers what begins like the typed text. The second word is the list before it, whose words are not offered again.
__${prefix}_offer() {
  local found
  case $offers in
    words)
      for found in $words; do
        if [[ $found == "$1"* && ",\${2-}" != *",$found,"* ]]; then COMPREPLY+=("\${2-}$found"); fi
      done
      ;;
    files | directories)
      compopt -o filenames 2> /dev/null
      while IFS= read -r found; do
        COMPREPLY+=("$found")
      done < <(if [[ $offers == files ]]; then compgen -f -- "$1"; else compgen -d -- "$1"; fi)
      ;;
  esac
}

_${prefix}() {
  local typed=\${COMP_WORDS[COMP_CWORD]} path= given=0 ended= i word list
  local takes= offers= words= commands= options= IFS=$' \\t\\n'
  COMPREPLY=()
  __${prefix}_command ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # Bash splits --option=value and host:port into three words.
    if [[ $word == = ]]; then
      if [[ $takes == list ]]; then takes=last; fi
      continue
    fi
    if [[ $word == : ]]; then
      ((i++))
      continue
    fi
    case $takes in
      one | last)
        takes=
        continue
        ;;
      list)
        takes=more
        continue
        ;;
      more) if [[ $word != -* ]]; then continue; fi ;;
      optional) if [[ $word != -* ]]; then
        takes=
        continue
      fi ;;
    esac
    takes=
    if [[ $ended ]]; then
      ((given++))
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -* ]]; then
      __${prefix}_option "\${path:+$path }$word"
    elif [[ " $commands " == *" $word "* ]]; then
      path=\${path:+$path }$word
      __${prefix}_command "$path"
    else
      ((given++))
    fi
  done
  if [[ $typed == = ]]; then typed=; fi
  if [[ \${COMP_WORDS[COMP_CWORD - 1]} == : || $typed == : ]]; then return; fi
  if [[ $takes && ($takes != more && $takes != optional || $typed != -*) ]]; then
    # Of a list with commas, the last word is completed.
    list=
    if [[ $takes != one && $typed == *,* ]]; then list=\${typed%,*},; fi
    __${prefix}_offer "\${typed#"$list"}" "$list"
    if [[ $takes != optional ]]; then return; fi
  fi
  if [[ $typed == -* && ! $ended ]]; then
    offers=words words=$options
    __${prefix}_offer "$typed"
    return
  fi
  if [[ $commands ]]; then
    offers=words words=$commands
  else
    __${prefix}_argument "$path $given"
  fi
  __${prefix}_offer "$typed"
  if [[ \${#COMPREPLY[@]} == 0 && ! $typed && ! $offers && ! $ended ]]; then
    offers=words words=$options
    __${prefix}_offer ''
  fi
}

complete -F _${prefix} ${name}
`;
}

/** Options that take a value, those with the same one in one case. */
function optionCases(commands: readonly CommandNode[]): string {
  const places = new Map<string, string[]>();
  for (const { path, options } of commands)
    for (const { names, value } of options) {
      if (!value) continue;
      const body = `takes=${value.takes} ${assignmentsOf(value.offer)}`.trim();
      const patterns = names.map((name) => `'${[...path, name].join(' ')}'`);
      places.set(body, [...(places.get(body) ?? []), ...patterns]);
    }
  return casesOf([...places].map(([body, patterns]) => [patterns.join(' | '), body]));
}

function commandCases(commands: readonly CommandNode[]): string {
  return casesOf(
    commands.map(({ path, options, commands: below }) => {
      const names = options.flatMap((option) => option.names).join(' ');
      const commandNames = below.map((command) => command.path.at(-1)).join(' ');
      return [`'${path.join(' ')}'`, `commands='${commandNames}' options='${names}'`];
    }),
  );
}

function argumentCases(commands: readonly CommandNode[]): string {
  return casesOf(
    commands.flatMap(({ path, arguments: all }) =>
      all.flatMap(({ list, offer }, position): [string, string][] => {
        const before = `${path.join(' ')} `;
        const assignments = assignmentsOf(offer);
        if (assignments === '') return [];
        return [[list ? `'${before}'*` : `'${before}${position}'`, assignments]];
      }),
    ),
  );
}

function assignmentsOf(offer: Offer): string {
  if (offer.kind === 'words') return `offers=words words='${offer.words.join(' ')}'`;
  return offer.kind === 'anything' ? '' : `offers=${offer.kind}`;
}

function casesOf(cases: readonly (readonly [pattern: string, body: string])[]): string {
  return cases.map(([pattern, body]) => `    ${pattern}) ${body} ;;`).join('\n');
}
