/** Environment variables that a configuration can refer to. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text after substitution, and the faults of its references. */
export interface Substituted {
  readonly text: string;
  readonly problems: readonly { readonly message: string; readonly remedy: string }[];
}

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\})?/g;

/**
 * Replaces `${NAME}` with the value of the variable. `${NAME:-default}` gives the default when the variable
 * is unset or empty, and `$${` gives `${`. A reference inside a value is not replaced.
 */
export function substitute(text: string, environment: Environment): Substituted {
  const problems: { message: string; remedy: string }[] = [];
  const replaced = text.replace(
    REFERENCE,
    (whole: string, name: string | undefined, fallback: string | undefined, value: string | undefined) => {
      if (whole === '$${') return '${';
      if (name === undefined) {
        problems.push({
          message: 'holds ${ without the name of an environment variable',
          remedy: `write \${NAME} or \${NAME:-default}; for the characters themselves write $\${`,
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
