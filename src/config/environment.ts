/** The variables that a configuration can refer to. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a text becomes, and what is wrong with its references. */
export interface Substituted {
  readonly text: string;
  readonly problems: readonly { readonly message: string; readonly remedy: string }[];
}

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\})?/g;

/**
 * Replaces `${NAME}` by the variable's value and `${NAME:-default}` by the default when it is unset or empty. `$${`
 * stands for `${` itself. Values are taken as they are: what a variable holds is not looked at again.
 */
export function substitute(text: string, environment: Environment): Substituted {
  const problems: { message: string; remedy: string }[] = [];
  const replaced = text.replace(
    REFERENCE,
    (whole: string, name: string | undefined, fallback: string | undefined, value: string | undefined) => {
      if (whole === '$${') return '${';
      if (name === undefined) {
        problems.push({
          message: 'holds a ${ that is no reference to an environment variable',
          remedy: `write \${NAME} or \${NAME:-default}, or $\${ for the characters themselves`,
        });
        return whole;
      }
      const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (fallback !== undefined) return found === undefined || found === '' ? (value ?? '') : found;
      if (found === undefined)
        problems.push({
          message: `refers to the environment variable ${name}, which is not set`,
          remedy: `set ${name}, or write \${${name}:-default} to give it a default`,
        });
      return found ?? '';
    },
  );
  return { text: replaced, problems };
}
